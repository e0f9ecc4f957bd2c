package io.roadstead.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** Worlds that once broke, by what they broke. A seed shows it only as long as worlds are drawn as they were then. */
class NamedSeedsTest {
    @Test
    void tasksAskedForWhileTheLastInstanceLeavesAreRefusedInWords() {
        assertThatCode(() -> new SimWorld(310_028).run()).doesNotThrowAnyException();
    }

    @Test
    void aSmallerServiceKeepsATaskThatRunsBesideAProtectedOneThatDoesNotYet() {
        assertThatCode(() -> new SimWorld(320_609).run()).doesNotThrowAnyException();
    }
}
