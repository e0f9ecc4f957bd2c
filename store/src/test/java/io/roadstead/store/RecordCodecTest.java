package io.roadstead.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roadstead.core.event.ServiceNews;
import io.roadstead.core.model.AgentConnection;
import io.roadstead.core.model.Allocation;
import io.roadstead.core.model.Claim;
import io.roadstead.core.model.Cluster;
import io.roadstead.core.model.ContainerInstance;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Task;
import io.roadstead.core.model.TaskDefinition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCodecTest {
    private final RecordCodec codec = new RecordCodec();

    @ParameterizedTest
    @ValueSource(
            classes = {
                Task.class,
                TaskDefinition.class,
                ContainerInstance.class,
                Allocation.class,
                Cluster.class,
                AgentConnection.class
            })
    void everyRecordOfTheModelComesBackEqualAndIsWrittenTheSameAgain(Class<? extends Record> type) {
        for (int seed = 0; seed < 300; seed++) {
            Record record = new RandomRecords(seed).next(type);

            byte[] bytes = codec.encode(record);
            Record back = codec.decode(bytes, type);

            assertThat(back).as("seed %d", seed).isEqualTo(record);
            assertThat(codec.encode(back)).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @Test
    void theWrittenFormIsPlainSortedJsonWithoutWhatIsAbsent() {
        Map<String, Claim> claims = new LinkedHashMap<>();
        claims.put("t2", new Claim(1, 2, Set.of(), Set.of(), "family:b"));
        claims.put("t1", new Claim(256, 512, Set.of(443, 80, 8080), Set.of(53), "family:a"));

        assertThat(json(new Allocation(new Scope("1", "eu"), "default", "i", claims)))
                .isEqualTo("{\"claims\":{"
                        + "\"t1\":{\"cpu\":256,\"group\":\"family:a\",\"memory\":512,"
                        + "\"tcpPorts\":[80,443,8080],\"udpPorts\":[53]},"
                        + "\"t2\":{\"cpu\":1,\"group\":\"family:b\",\"memory\":2}},"
                        + "\"cluster\":\"default\",\"instanceId\":\"i\","
                        + "\"scope\":{\"account\":\"1\",\"region\":\"eu\"}}");
        assertThat(json(Task.Desired.RUN)).isEqualTo("{\"status\":\"RUNNING\"}");
    }

    @Test
    void instantsKeepTheirNanoseconds() {
        Moment moment = new Moment(Instant.parse("2026-02-03T04:05:06.123456789Z"));

        assertThat(json(moment)).isEqualTo("{\"at\":\"2026-02-03T04:05:06.123456789Z\"}");
        assertThat(codec.decode(codec.encode(moment), Moment.class)).isEqualTo(moment);
    }

    @Test
    void everyInstantIsReadAsItWasWritten() {
        Random random = new Random(20_260_203);
        for (int i = 0; i < 20_000; i++) {
            long second =
                    switch (i % 4) {
                        case 0 -> random.nextLong(4_000_000_000L);
                        case 1 -> random.nextLong(-62_167_219_200L, 253_402_300_800L);
                        case 2 -> random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
                        default -> 86_400L * random.nextInt(40_000) - random.nextInt(2);
                    };
            int nano = random.nextInt(1_000_000_000) / (int) Math.pow(10, random.nextInt(10));
            Moment moment = new Moment(
                    Instant.ofEpochSecond(second, nano * (long) Math.pow(10, random.nextInt(3)) % 1_000_000_000L));

            assertThat(codec.decode(codec.encode(moment), Moment.class)).isEqualTo(moment);
        }
        assertThat(read("{\"at\":\"2026-02-03T04:05:06.5Z\"}", Moment.class))
                .isEqualTo(new Moment(Instant.parse("2026-02-03T04:05:06.500Z")));
        assertThat(read("{\"at\":\"2026-02-03T05:05:06+01:00\"}", Moment.class))
                .isEqualTo(new Moment(Instant.parse("2026-02-03T04:05:06Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-01-01T00:00:61Z",
                "2026-01-01T00:00:0xZ",
                "2026-01-01",
                "yesterday"
            })
    void whatIsNoInstantIsRefusedByName(String text) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> read("{\"at\":\"" + text + "\"}", Moment.class))
                .withMessageContaining(text)
                .withMessageContaining("Moment");
    }

    @Test
    void setsOfRecordsAreSortedByHowTheyAreWritten() {
        Scopes one = new Scopes(new LinkedHashSet<>(List.of(new Scope("2", "a"), new Scope("1", "b"))));
        Scopes other = new Scopes(new LinkedHashSet<>(List.of(new Scope("1", "b"), new Scope("2", "a"))));

        assertThat(json(one)).isEqualTo(json(other)).startsWith("{\"scopes\":[{\"account\":\"1\"");
        assertThat(codec.decode(codec.encode(one), Scopes.class)).isEqualTo(one);
    }

    @Test
    void whatANewerVersionAddedIsIgnored() {
        assertThat(read("{\"at\":\"2026-01-01T00:00:00Z\",\"new\":{\"x\":[1]}}", Moment.class))
                .isEqualTo(new Moment(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void whatAnOlderVersionDidNotKnowIsEmptyOrAbsent() {
        assertThat(read("{\"name\":\"n\"}", Grown.class))
                .isEqualTo(new Grown("n", List.of(), Set.of(), Map.of(), null, null, 0, false, "default"));
        assertThat(read("{\"name\":\"n\",\"list\":null,\"maybeList\":[]}", Grown.class))
                .isEqualTo(new Grown("n", List.of(), Set.of(), Map.of(), List.of(), null, 0, false, "default"));
    }

    @Test
    void anEmptyCollectionThatMayBeNullIsNotTheSameAsNone() {
        Grown empty = new Grown("n", List.of(), Set.of(), Map.of(), List.of(), null, 0, false, "x");

        assertThat(codec.decode(codec.encode(empty), Grown.class).maybeList()).isEmpty();
    }

    @Test
    void aMissingMemberThatMayNotBeAbsentIsNamed() {
        assertThatThrownBy(() -> read("{\"list\":[]}", Grown.class))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a stored Grown cannot be read")
                .hasMessageContaining("it lacks the member 'name'");
        assertThatThrownBy(() -> read("{\"claims\":{\"t\":{\"cpu\":1}}}", Allocation.class))
                .hasMessageContaining("it lacks the member 'group'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "{} {}", "[]", "{\"at\":\"yesterday\"}", "{\"at\":{}}"})
    void damagedBytesAreRefused(String damaged) {
        assertThatThrownBy(() -> read(damaged, Moment.class))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a stored Moment cannot be read");
    }

    @Test
    void whatCannotBeStoredIsRefusedWhenWritten() {
        assertThatThrownBy(() -> codec.encode("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only records are stored");
        assertThatThrownBy(() -> codec.encode(new Scope("half a ship \ud83d", "r")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this Scope cannot be stored");
    }

    @Test
    void aMemberOfASealedTypeSaysWhichRecordItIs() {
        Drawing drawing = new Drawing(
                new Circle(1), List.of(new Square(2, null), new Circle(3)), Map.of("a", new Square(4, "x")), null);

        assertThat(json(drawing))
                .isEqualTo("{\"main\":{\"type\":\"Circle\",\"radius\":1},"
                        + "\"more\":[{\"type\":\"Square\",\"side\":2},{\"type\":\"Circle\",\"radius\":3}],"
                        + "\"named\":{\"a\":{\"type\":\"Square\",\"label\":\"x\",\"side\":4}}}");
        assertThat(codec.decode(codec.encode(drawing), Drawing.class)).isEqualTo(drawing);
    }

    @ParameterizedTest
    @ValueSource(classes = {Drawing.class, News.class})
    void recordsOfSealedTypesComeBackEqual(Class<? extends Record> type) {
        for (int seed = 0; seed < 300; seed++) {
            Record record = new RandomRecords(seed).next(type);

            byte[] bytes = codec.encode(record);

            assertThat(codec.decode(bytes, type)).as("seed %d", seed).isEqualTo(record);
            assertThat(codec.encode(codec.decode(bytes, type)))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void whatDoesNotSayWhichRecordItIsOrNamesNoneIsRefused() {
        assertThatThrownBy(() -> read("{\"main\":{\"radius\":1}}", Drawing.class))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a stored Drawing cannot be read")
                .hasMessageContaining("type");
        assertThatThrownBy(() -> read("{\"main\":{\"type\":\"Triangle\"}}", Drawing.class))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Triangle");
        assertThatThrownBy(() -> read("{\"main\":{\"type\":\"java.lang.Thread\"}}", Drawing.class))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void aMemberThatAnAlternativeLacksIsNamed() {
        assertThatThrownBy(() -> read("{\"holder\":{\"type\":\"Named\"}}", Holding.class))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("it lacks the member 'name'");
    }

    @Test
    void aModelWhoseAlternativesCannotBeToldApartIsRefused() {
        assertThatThrownBy(() -> codec.encode(new Clashing(new Clash.Typed("x"))))
                .hasMessageContaining("has a member 'type'")
                .hasMessageContaining("give the member another name");
    }

    private String json(Record record) {
        return new String(codec.encode(record), UTF_8);
    }

    private <T> T read(String json, Class<T> type) {
        return codec.decode(json.getBytes(UTF_8), type);
    }

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    sealed interface Cornered extends Shape {}

    record Square(int side, @Nullable String label) implements Cornered {}

    record Drawing(
            Shape main,
            List<Shape> more,
            Map<String, Shape> named,
            @Nullable Shape frame) {}

    record News(ServiceNews news) {}

    sealed interface Holder {}

    record Named(String name) implements Holder {}

    record Holding(Holder holder) {}

    sealed interface Clash {
        record Typed(String type) implements Clash {}
    }

    record Clashing(Clash clash) {}

    record Moment(Instant at) {
        boolean isPast() {
            return true;
        }

        String getText() {
            return at.toString();
        }
    }

    record Scopes(Set<Scope> scopes) {}

    record Grown(
            String name,
            List<String> list,
            Set<Integer> set,
            Map<String, String> map,
            @Nullable List<String> maybeList,
            @Nullable Integer number,
            int count,
            boolean flag,
            String defaulted) {
        Grown {
            list = List.copyOf(list);
            defaulted = defaulted == null ? "default" : defaulted;
        }
    }
}
