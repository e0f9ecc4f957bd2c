package io.roadstead.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.model.NetworkBinding;
import io.roadstead.core.model.PortMapping;
import io.roadstead.core.model.PortRange;
import io.roadstead.core.model.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a crash Docker tells ports one by one; what the control plane hears is the same as before. */
class BindingsTest {
    private static NetworkBinding one(int containerPort, int hostPort, Protocol protocol) {
        return new NetworkBinding("0.0.0.0", containerPort, hostPort, protocol);
    }

    @Test
    void portsOfARangeAreToldAsOneBinding() {
        ContainerSpec spec = Samples.container(
                "app",
                true,
                0,
                16,
                List.of("sleep", "1"),
                List.of(
                        new PortMapping(80, 0, Protocol.TCP, null),
                        new PortMapping(0, 0, Protocol.TCP, null, new PortRange(8000, 8002))));

        assertThat(Bindings.of(
                        spec,
                        List.of(
                                one(8002, 40002, Protocol.TCP),
                                one(80, 39000, Protocol.TCP),
                                one(8000, 40000, Protocol.TCP),
                                one(8001, 40001, Protocol.TCP),
                                one(8001, 50000, Protocol.UDP))))
                .containsExactly(
                        one(80, 39000, Protocol.TCP),
                        one(8001, 50000, Protocol.UDP),
                        new NetworkBinding(
                                "0.0.0.0", 0, 0, Protocol.TCP, new PortRange(8000, 8002), new PortRange(40000, 40002)));
    }
}
