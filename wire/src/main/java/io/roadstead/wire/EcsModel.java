package io.roadstead.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The names Amazon ECS goes by on the wire. Source: ecs-behaviour 1.1. */
public final class EcsModel {
    public static final String SIGNING_NAME = "ecs";
    public static final String TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113";

    private EcsModel() {}

    /** A builder for the ECS API, to which this server's operations are added. */
    public static ServiceApi.Builder api() {
        return ServiceApi.builder(SIGNING_NAME, TARGET_PREFIX, operations());
    }

    /** The names of all operations of the model, from the committed list {@code ecs-operations.txt}. */
    public static Set<String> operations() {
        try (InputStream in = EcsModel.class.getResourceAsStream("ecs-operations.txt")) {
            if (in == null) {
                throw new IllegalStateException("the resource ecs-operations.txt is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
