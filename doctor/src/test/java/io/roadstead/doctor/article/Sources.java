package io.roadstead.doctor.article;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts about articles that only the checkout has: texts, and which sources name which article. */
final class Sources {
    static final Path ROOT = Path.of(System.getProperty("roadstead.root", ".."));
    static final Path TEXTS = ROOT.resolve("docs/knowledge-center");

    private static final Path PROBES = ROOT.resolve("doctor/src/main/java/io/roadstead/doctor/probe");
    private static final Path ACCEPTANCE = ROOT.resolve("acceptance/src/test/java");
    /** A string that is nothing but an article's name: three words or more. */
    private static final Pattern SLUG = Pattern.compile("\"([a-z0-9]+(?:-[a-z0-9]+){2,})\"");

    private Sources() {}

    /** What looks like an article's name in the probes. */
    static Set<String> namedByProbes() {
        return named(java(PROBES));
    }

    /** What looks like an article's name in the scenarios: the classes of any package called so. */
    static Set<String> namedByScenarios() {
        return named(java(ACCEPTANCE).stream()
                .filter(source -> source.toString().contains("/scenario/"))
                .toList());
    }

    /** The articles with a text in both languages. */
    static Set<String> written() {
        return KnowledgeCenter.load().articles().stream()
                .map(Article::slug)
                .filter(slug ->
                        Files.exists(TEXTS.resolve(slug + ".md")) && Files.exists(TEXTS.resolve(slug + ".ja.md")))
                .collect(Collectors.toSet());
    }

    static List<Path> texts() {
        try (Stream<Path> files = Files.list(TEXTS)) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> java(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(List<Path> sources) {
        Set<String> named = new TreeSet<>();
        for (Path source : sources) {
            SLUG.matcher(read(source)).results().forEach(found -> named.add(found.group(1)));
        }
        return named;
    }
}
