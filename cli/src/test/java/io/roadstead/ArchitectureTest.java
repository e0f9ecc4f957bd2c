package io.roadstead;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md that a machine can hold. */
class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.roadstead");

    @Test
    void coreSeesOnlyTheJdkAndItself() {
        classes()
                .that()
                .resideInAPackage("io.roadstead.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.roadstead.core..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "org.jspecify.annotations..")
                        .and(not(resideInAPackage("java.util.concurrent..")))
                        .as("are of core, java.lang, java.util (without concurrent), java.time, java.math"))
                .check(HOUSE);
    }

    @Test
    void coreReadsNoClockDrawsNoNumberAndStartsNoThread() {
        noClasses()
                .that()
                .resideInAPackage("io.roadstead.core..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, Random.class, Clock.class)
                .check(HOUSE);
    }

    @Test
    void whoMayDoWhatIsDecidedByAPureFunction() {
        classes()
                .that()
                .resideInAPackage("io.roadstead.services.identity.policy..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.roadstead.services.identity.policy..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "org.jspecify.annotations..")
                        .and(not(resideInAPackage("java.util.concurrent..")))
                        .as("are of policy, java.lang, java.util (without concurrent), java.time, java.math"))
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("io.roadstead.services.identity.policy..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(HOUSE);
    }

    @Test
    void dependenciesPointDown() {
        above(
                "io.roadstead.store..",
                "wire",
                "control",
                "services",
                "agent",
                "server",
                "doctor",
                "cli",
                "bench",
                "simulation");
        above(
                "io.roadstead.wire..",
                "store",
                "control",
                "services",
                "agent",
                "server",
                "doctor",
                "cli",
                "bench",
                "simulation");
        above(
                "io.roadstead.control..",
                "store.sqlite",
                "services",
                "agent",
                "server",
                "doctor",
                "cli",
                "bench",
                "simulation");
        above(
                "io.roadstead.services..",
                "store.sqlite",
                "control",
                "agent",
                "server",
                "doctor",
                "cli",
                "bench",
                "simulation");
        above("io.roadstead.agent..", "control", "services", "server", "doctor", "cli", "bench", "simulation");
        above("io.roadstead.server..", "agent", "cli", "bench", "simulation");
        above("io.roadstead.doctor..", "store", "control", "services", "agent", "server", "cli", "bench", "simulation");
    }

    @Test
    void theSdksClassesAreWireTypes() {
        only(
                "software.amazon.awssdk..",
                "io.roadstead.wire..",
                "io.roadstead.control.api..",
                "io.roadstead.services.*.api..",
                "io.roadstead.bench..",
                "io.roadstead.simulation..");
    }

    @Test
    void eachLibraryLivesBehindOnePackage() {
        only("io.helidon..", "io.roadstead.wire.http..", "io.roadstead.wire.websocket..");
        only("java.sql..", "io.roadstead.store.sqlite..");
        only("org.sqlite..", "io.roadstead.store.sqlite..");
        only("com.github.dockerjava..", "io.roadstead.agent.docker..");
        only(
                "com.fasterxml.jackson.databind..",
                "io.roadstead.store",
                "io.roadstead.agent.docker..",
                "io.roadstead.agent.control..",
                "io.roadstead.agent.config..",
                "io.roadstead.agent.logs..",
                "io.roadstead.cli..",
                "io.roadstead.bench..");
        only("picocli..", "io.roadstead.cli..");
        only("org.jline..", "io.roadstead.cli.terminal..");
    }

    @Test
    void theRoomsOfAFloorHaveNoCycles() {
        slices().matching("io.roadstead.(*)..").should().beFreeOfCycles().check(HOUSE);
        for (String floor : List.of(
                "core",
                "control",
                "wire",
                "services",
                "services.identity",
                "services.logs",
                "services.objects",
                "services.secrets",
                "agent",
                "doctor",
                "cli")) {
            slices().matching("io.roadstead." + floor + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(HOUSE);
        }
    }

    @Test
    void nothingStaticChanges() {
        fields().that().areStatic().should().beFinal().check(HOUSE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(HOUSE);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Path root = Path.of(System.getProperty("roadstead.root", ".."));
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> silent = files.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).as("packages without a package-info.java").isEmpty();
        }
    }

    private static void above(String lower, String... floors) {
        String[] packages =
                Stream.of(floors).map(floor -> "io.roadstead." + floor + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(lower)
                .and()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .because("dependencies point down")
                .check(HOUSE);
    }

    private static void only(String library, String... places) {
        noClasses()
                .that()
                .resideOutsideOfPackages(places)
                .should()
                .dependOnClassesThat(resideInAPackage(library).and(alwaysTrue()))
                .because(library + " lives behind one place")
                .check(HOUSE);
    }
}
