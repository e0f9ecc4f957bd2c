package io.roadstead.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.LinuxParameters;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** The page that says what each member of a task definition does is whole, and names tests that exist. */
class TaskDefinitionDocTest {
    private static final Path ROOT = Path.of(System.getProperty("roadstead.root", ".."));
    private static final Pattern ROW = Pattern.compile("\\| `(?<member>\\w+)` \\| (?<does>.*) \\| (?<tests>.*)\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private record Row(String section, String member, String does, Set<String> tests) {}

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of("TaskDefinition", TaskDefinition.builder().build()),
                Arguments.of(
                        "ContainerDefinition", ContainerDefinition.builder().build()),
                Arguments.of("portMappings", PortMapping.builder().build()),
                Arguments.of("linuxParameters", LinuxParameters.builder().build()),
                Arguments.of("overrides", TaskOverride.builder().build()),
                Arguments.of("containerOverrides", ContainerOverride.builder().build()));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyMemberOfTheModelHasARow(String section, SdkPojo shape) {
        Set<String> members = new TreeSet<>();
        for (SdkField<?> field : shape.sdkFields()) {
            members.add(field.memberName());
        }
        assertThat(rows().stream().filter(row -> row.section().equals(section)).map(Row::member))
                .containsExactlyInAnyOrderElementsOf(members);
    }

    @Test
    void everyRowSaysWhatItDoesAndNamesTestsThatExist() {
        Set<String> there = tests();
        for (Row row : rows()) {
            boolean works = !row.does().startsWith("not yet") && !row.does().startsWith("refused");
            assertThat(row.does()).as(row.member()).isNotBlank();
            assertThat(row.tests().isEmpty())
                    .as("%s works, so tests prove it: %s", row.member(), row.tests())
                    .isNotEqualTo(works);
            assertThat(there).as(row.member()).containsAll(row.tests());
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : lines(ROOT.resolve("docs/task-definition.md"))) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("#+ ", "");
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> tests = new HashSet<>();
                TEST.matcher(row.group("tests")).results().forEach(found -> tests.add(found.group(1)));
                rows.add(new Row(section, row.group("member"), row.group("does"), tests));
            }
        }
        return rows;
    }

    private static Set<String> tests() {
        Set<String> names = new HashSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> all = Files.walk(tests)) {
                        all.map(path -> path.getFileName().toString())
                                .filter(name -> name.endsWith("Test.java"))
                                .forEach(name -> names.add(name.replace(".java", "")));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
