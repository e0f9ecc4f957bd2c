package io.roadstead.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roadstead.acceptance.Installation;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.testkit.BusyboxImage;
import io.roadstead.testkit.OddRegistry;
import io.roadstead.testkit.OddRegistry.Mood;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is wrong on the host itself: its agent's credentials, its engine's proxy, its disk. Fixes are typed there. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostSettingsTest {
    private static final Installation HOUSE =
            new Installation("--no-agent", "--healthy-after", "PT1S", "--throttle-first", "PT0.2S").unexamined();
    private static final OddRegistry ASKS_WHO = new OddRegistry();
    private static final OddRegistry WELL = new OddRegistry();

    private static @Nullable SmallHost host;

    @BeforeAll
    static void start() {
        ASKS_WHO.behave(Mood.ASKS_WHO);
        HOUSE.startProcess();
        HOUSE.awaitAnswer();
        host = new SmallHost(HOUSE, "48m", "127.0.0.1 registry.test");
        host().require("mkdir -p /etc/ecs && echo ECS_IMAGE_PULL_BEHAVIOR=prefer-cached > /etc/ecs/ecs.config"
                + " && systemctl restart roadstead-agent");
    }

    @AfterAll
    static void close() {
        host().close();
        ASKS_WHO.close();
        WELL.close();
        HOUSE.close();
    }

    @Test
    @Order(1)
    void aDiskFullOfOldImagesIsEmptied() {
        host().require("docker rmi " + BusyboxImage.NAME + " && head -c 8M /dev/urandom > old"
                + " && tar -cf - old | docker import - old:1 && rm old"
                + " && free=$(df --output=avail -k disk | tail -1) && test $free -lt 65536"
                + " && fallocate -l $((free - 1024))KiB disk/other");
        Patient late = patient("late", WELL.image("late", "1"));
        Finding found = late.diagnosed("container-image-cleanup-ecs", "no space left on device");
        late.apply(found, 0).cured();
        assertThat(host().require("docker images --quiet old")).isEmpty();
        host().require("rm disk/other");
        leave("late");
    }

    @Test
    @Order(2)
    void aRegistryThatAsksWhoIsThereIsToldByTheAgent() {
        Patient guarded = patient("guarded", ASKS_WHO.image("guarded", "1"));
        Finding found = guarded.diagnosed("update-credentials-ecs", "no basic auth credentials");
        guarded.apply(found, 0, Map.of("<USER>", OddRegistry.USER, "<PASSWORD>", OddRegistry.PASSWORD))
                .cured();
        assertThat(host().require("cat /etc/ecs/ecs.config"))
                .startsWith("ECS_IMAGE_PULL_BEHAVIOR=prefer-cached\nECS_ENGINE_AUTH_TYPE=docker\n");
        leave("guarded");
    }

    @Test
    @Order(3)
    void aProxyThatIsGoneIsLeftOutForTheRegistryOfTheHouse() {
        host().require("mkdir -p /etc/systemd/system/docker.service.d && printf '[Service]\\n"
                + "Environment=HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9\\n"
                + "' > /etc/systemd/system/docker.service.d/proxy.conf && systemctl daemon-reload && systemctl restart"
                + " docker");
        Patient walled = patient("walled", WELL.image("walled", "1").replace("127.0.0.1", "registry.test"));
        Finding found = walled.diagnosed("ecs-http-proxy-docker-linux2", "proxyconnect tcp: dial tcp 127.0.0.1:9");
        walled.apply(found, 1).cured();
    }

    private static SmallHost host() {
        SmallHost there = host;
        if (there == null) {
            throw new AssertionError("the host is not there");
        }
        return there;
    }

    private static Patient patient(String name, String image) {
        ObjectNode input = Installation.input().put("family", name).put("networkMode", "host");
        ObjectNode container = input.putArray("containerDefinitions")
                .addObject()
                .put("name", "main")
                .put("image", image)
                .put("memory", 32)
                .put("stopTimeout", 2);
        container.putArray("command").add("sleep").add("100000");
        HOUSE.call("RegisterTaskDefinition", input);
        return new Patient(HOUSE, "default", name).on(host()).create(1);
    }

    private static void leave(String service) {
        HOUSE.call("DeleteService", Installation.input().put("service", service).put("force", true));
    }
}
