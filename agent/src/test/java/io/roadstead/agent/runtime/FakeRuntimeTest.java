package io.roadstead.agent.runtime;

import java.time.Instant;

final class FakeRuntimeTest extends RuntimeContract {
    @Override
    protected ContainerRuntime open() {
        return new FakeRuntime(Instant::now).withLocal(image());
    }

    @Override
    protected String image() {
        return "bb:test";
    }
}
