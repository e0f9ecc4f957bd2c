package io.roadstead.wire.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whatIsThereIsFound() throws Exception {
        Json json = parse("{\"tasks\":[{\"lastStatus\":\"RUNNING\",\"version\":3,\"ok\":true}],\"x\":null}");
        Json task = json.path("tasks").first();
        assertThat(task.path("lastStatus").text()).isEqualTo("RUNNING");
        assertThat(task.path("version").number()).isEqualTo(3);
        assertThat(task.path("ok").truth()).isTrue();
        assertThat(json.path("tasks")).hasSize(1);
        assertThat(json.has("x")).isTrue();
    }

    @Test
    void whatIsNotThereIsNothingAndNoError() throws Exception {
        Json json = parse("{\"a\":\"b\"}");
        Json nowhere = json.path("tasks").first().path("containers").first();
        assertThat(nowhere.text()).isEmpty();
        assertThat(nowhere.text("none")).isEqualTo("none");
        assertThat(nowhere.number()).isZero();
        assertThat(nowhere.truth()).isFalse();
        assertThat(nowhere).isEmpty();
        assertThat(json.path("a").path("b").has("c")).isFalse();
    }

    @Test
    void whatIsPutIsWritten() {
        Json json = Json.object().put("cluster", "a\"b").put("count", 3).put("tasks", List.of("x", "y"));
        assertThat(new String(json.bytes(), UTF_8))
                .isEqualTo("{\"cluster\":\"a\\\"b\",\"count\":3,\"tasks\":[\"x\",\"y\"]}");
    }

    @Test
    void whatWasReadIsWrittenAsItWas() throws Exception {
        String text = "{\"a\":[1,2.5,true,false,null,\"\u3042\"],\"b\":{\"c\":{}},\"d\":[]}";
        assertThat(new String(parse(text).bytes(), UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\"}", "<html>", "{} {}", "{\"a\":}"})
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IOException.class);
    }

    private static Json parse(String text) throws IOException {
        return Json.parse(text.getBytes(UTF_8));
    }
}
