package io.roadstead.doctor.facts;

import io.roadstead.wire.client.Json;
import java.util.List;

/** CPU units, MiB and taken host ports, as instances have them in both of their lists. */
public record ResourcesFact(int cpu, int memory, List<String> ports, List<String> portsUdp) {
    static ResourcesFact of(Json resources) {
        int cpu = 0;
        int memory = 0;
        List<String> ports = List.of();
        List<String> portsUdp = List.of();
        for (Json resource : resources) {
            switch (resource.path("name").text()) {
                case "CPU" -> cpu = (int) resource.path("integerValue").number();
                case "MEMORY" -> memory = (int) resource.path("integerValue").number();
                case "PORTS" -> ports = Read.texts(resource.path("stringSetValue"));
                case "PORTS_UDP" -> portsUdp = Read.texts(resource.path("stringSetValue"));
                default -> {
                    // GPUs and what may come: no probe asks for them.
                }
            }
        }
        return new ResourcesFact(cpu, memory, ports, portsUdp);
    }
}
