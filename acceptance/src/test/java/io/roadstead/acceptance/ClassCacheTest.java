package io.roadstead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache is found again for the same bytes alone, and only when it was made to its end. */
class ClassCacheTest {
    private final Path caches;
    private final Path classes;
    private final Path jar;
    private final List<Path> trained = new ArrayList<>();

    ClassCacheTest(@TempDir Path directory) throws IOException {
        caches = directory.resolve("caches");
        classes = directory.resolve("classes");
        Files.createDirectories(classes.resolve("a/b"));
        Files.writeString(classes.resolve("a/b/One.class"), "one");
        Files.writeString(classes.resolve("a/text.txt"), "text");
        jar = Files.writeString(directory.resolve("some.jar"), "a jar");
    }

    @Test
    void theSameClassPathHasItsCacheMadeOnce() throws InterruptedException {
        ClassCache.Made first = find();

        assertThat(find()).isEqualTo(first);
        assertThat(trained).containsExactly(first.cache());
        assertThat(first.cache()).hasContent("cache");
        assertThat(first.jars()).hasSize(2).last().isEqualTo(jar);
    }

    @Test
    void aDirectoryBecomesAJarOfTheSameContent() throws Exception {
        Path packed = find().jars().getFirst();

        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {packed.toUri().toURL()}, null);
                InputStream text = loader.getResourceAsStream("a/text.txt");
                InputStream one = loader.getResourceAsStream("a/b/One.class")) {
            assertThat(text).isNotNull().hasContent("text");
            assertThat(one).isNotNull().hasContent("one");
        }
    }

    @Test
    void oneOtherByteOfOneClassMeansAnotherCacheThoughSizeAndTimeAreTheSame() throws Exception {
        ClassCache.Made before = find();
        FileTime time = Files.getLastModifiedTime(classes.resolve("a/b/One.class"));

        Files.writeString(classes.resolve("a/b/One.class"), "onE");
        Files.setLastModifiedTime(classes.resolve("a/b/One.class"), time);

        assertThat(find().cache()).isNotEqualTo(before.cache());
        assertThat(trained).hasSize(2);
    }

    @Test
    void oneOtherByteOfAJarMeansAnotherCacheThoughSizeAndTimeAreTheSame() throws Exception {
        find();
        FileTime time = Files.getLastModifiedTime(jar);

        Files.writeString(jar, "A jar");
        Files.setLastModifiedTime(jar, time);

        find();
        assertThat(trained).hasSize(2);
    }

    @Test
    void anotherOrderOrAnotherJvmMeansAnotherCache() throws InterruptedException {
        find();

        ClassCache.of(caches, List.of(jar, classes), "jvm", this::train);
        ClassCache.of(caches, List.of(jar, classes), "another jvm", this::train);

        assertThat(trained).hasSize(3);
    }

    @Test
    void whatAMakerLeftThatWasKilledIsNotUsedAndIsRemoved() throws Exception {
        assertThatThrownBy(() -> ClassCache.of(caches, List.of(classes, jar), "jvm", made -> {
                    train(made);
                    throw new IOException("killed");
                }))
                .hasMessageContaining("killed");
        Path left = trained.getFirst();
        assertThat(left).exists();

        assertThat(find().cache()).isNotEqualTo(left).exists();
        assertThat(left).doesNotExist();
    }

    @Test
    void cachesOfOtherClassPathsAreRemovedWhenOneIsMade() throws Exception {
        find();
        Files.writeString(classes.resolve("a/text.txt"), "changed");

        ClassCache.Made now = find();

        try (Stream<Path> all = Files.list(caches)) {
            assertThat(all.filter(Files::isDirectory)).containsExactly(now.directory());
        }
    }

    @Test
    void whatDoesNotExistIsLeftOut() throws InterruptedException {
        ClassCache.Made made =
                ClassCache.of(caches, List.of(jar, caches.resolve("nowhere"), classes), "jvm", this::train);

        assertThat(made.jars()).hasSize(2).first().isEqualTo(jar);
    }

    private ClassCache.Made find() throws InterruptedException {
        return ClassCache.of(caches, List.of(classes, jar), "jvm", this::train);
    }

    private void train(ClassCache.Made made) throws IOException {
        trained.add(made.cache());
        assertThat(made.jars()).allMatch(Files::isRegularFile);
        Files.writeString(made.cache(), "cache", StandardCharsets.UTF_8);
    }
}
