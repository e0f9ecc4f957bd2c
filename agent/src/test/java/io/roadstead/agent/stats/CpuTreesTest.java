package io.roadstead.agent.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree's file, written as the kernel would count. */
final class CpuTreesTest {
    private final Path one;
    private final Path two;

    CpuTreesTest(@TempDir Path root) throws IOException {
        one = Files.createDirectories(root.resolve("ecs")).resolve("cpuacct.usage");
        two = Files.createDirectories(root.resolve("docker")).resolve("cpu.stat");
        used(one, 100);
        Files.writeString(two, "usage_usec 7\nuser_usec 5\n");
    }

    private static void used(Path file, long nanos) throws IOException {
        Files.writeString(file, nanos + "\n");
    }

    @Test
    void aTreeStandsWhenItIsWhereItWasAtTheLookBefore() throws IOException {
        try (CpuTrees trees = new CpuTrees()) {
            trees.next();
            assertThat(trees.stands(one)).as("at the first look nobody knows").isFalse();
            trees.next();
            assertThat(trees.stands(one)).isTrue();
            used(one, 101);
            trees.next();
            assertThat(trees.stands(one)).isFalse();
            trees.next();
            assertThat(trees.stands(one)).isTrue();
        }
    }

    @Test
    void ofOneLookEveryContainerGetsTheSameAnswer() throws IOException {
        try (CpuTrees trees = new CpuTrees()) {
            trees.next();
            trees.stands(one);
            trees.next();
            used(one, 101);
            assertThat(trees.stands(one)).isFalse();
            assertThat(trees.stands(one))
                    .as("the second container of the tree may be the one that moved it")
                    .isFalse();
        }
    }

    @Test
    void aTreeThatWasLeftOutOfALookIsNewAgain() throws IOException {
        try (CpuTrees trees = new CpuTrees()) {
            trees.next();
            trees.stands(one);
            trees.next();
            trees.next();
            assertThat(trees.stands(one))
                    .as("what was last seen is of two looks ago")
                    .isFalse();
        }
    }

    @Test
    void treesOfBothVersionsStandBesideEachOther() throws IOException {
        try (CpuTrees trees = new CpuTrees()) {
            trees.next();
            trees.stands(one);
            trees.stands(two);
            used(one, 101);
            trees.next();
            assertThat(trees.stands(one)).isFalse();
            assertThat(trees.stands(two)).isTrue();
        }
    }

    @Test
    void aTreeThatCannotBeReadNeverStands() {
        try (CpuTrees trees = new CpuTrees()) {
            for (int look = 0; look < 3; look++) {
                trees.next();
                assertThat(trees.stands(one.resolveSibling("none"))).isFalse();
            }
        }
    }
}
