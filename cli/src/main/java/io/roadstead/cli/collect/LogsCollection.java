package io.roadstead.cli.collect;

import io.roadstead.agent.docker.DockerReport;
import io.roadstead.agent.runtime.RuntimeFault;
import io.roadstead.cli.collect.Source.MissingException;
import io.roadstead.cli.host.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers everything into one archive. First what must not be told is learned, from all environments there are; then each
 * source is asked, redacted, and written. One that cannot be had is named with its reason, and the others go on.
 */
public final class LogsCollection {
    /** The file of the archive that names what is missing. */
    static final String MISSING_FILE = "not-collected.txt";

    private final Map<String, String> variables;
    private final Path configuration;
    private final DataDirectory data;
    private final Clock clock;
    private final List<Missing> missing = new ArrayList<>();

    /**
     * @param variables the agent's variables as far as they are known, and the PATH
     * @param configuration {@code ecs.config}
     */
    public LogsCollection(Map<String, String> variables, Path configuration, DataDirectory data, Clock clock) {
        this.variables = Map.copyOf(variables);
        this.configuration = configuration;
        this.data = data;
        this.clock = clock;
    }

    /** What the archive lacks, and why. */
    public record Missing(String name, String why) {}

    /** Hears how it goes. */
    public interface Progress {
        /**
         * Something is being gathered.
         *
         * @param number from 1
         * @param of how many there are
         */
        void gathering(String name, int number, int of);
    }

    /**
     * Makes the archive.
     *
     * @param file must not be there yet
     * @param root the directory within the archive
     * @return what it lacks
     */
    public List<Missing> into(Path file, String root, String version, Progress progress)
            throws IOException, InterruptedException {
        HostSources host = new HostSources(variables);
        AgentSources agent = new AgentSources(variables, configuration, data, host, clock);
        progress.gathering("what must not be told", 1, 1);
        Map<Long, Map<String, String>> processes = agent.environments();
        String config = orMissing(agent.configuration());
        List<String> secrets = new ArrayList<>();
        learn(variables, secrets);
        processes.values().forEach(environment -> learn(environment, secrets));
        if (config != null) {
            learn(config.lines().map(line -> line.replaceFirst("^[#\\s]*", "")).toList(), secrets);
        }
        DockerReport engine = engine();
        DockerReport.@Nullable Inspected containers = inspected(engine);
        if (containers != null) {
            learn(containers.environment(), secrets);
        }
        Redaction redaction = new Redaction(secrets);
        List<Source> sources = new ArrayList<>(agent.all());
        if (engine != null) {
            sources.add(new Source("docker/info.json", engine::info));
            sources.add(new Source("docker/version.json", engine::version));
            sources.add(new Source("docker/ps-all.json", engine::containers));
        }
        sources.addAll(host.all(data.engineLog()));
        try (Archive archive = new Archive(file, root, clock.instant())) {
            archive.add("about.txt", about(version));
            if (config != null) {
                archive.add(agent.configuration().name(), redaction.configuration(config));
            }
            archive.add("agent/variables.txt", redaction.variables(variables));
            for (Map.Entry<Long, Map<String, String>> process : processes.entrySet()) {
                archive.add("agent/process-" + process.getKey() + ".txt", redaction.variables(process.getValue()));
            }
            if (containers != null) {
                archive.add("docker/inspect.json", redaction.text(containers.json()));
            }
            int number = 0;
            for (Source source : sources) {
                progress.gathering(source.name(), ++number, sources.size());
                String text = orMissing(source);
                if (text != null) {
                    archive.add(source.name(), redaction.text(text));
                }
            }
            archive.add(MISSING_FILE, redaction.text(told(missing)));
            archive.finish();
        } finally {
            if (engine != null) {
                engine.close();
            }
        }
        return missing.stream()
                .map(each -> new Missing(each.name(), redaction.text(each.why())))
                .toList();
    }

    private String about(String version) {
        return """
            Collected by: roadstead agent logs-collect
            At: %s
            Roadstead: %s

            Blotted out as ***: the values of environment variables (of the agent's own settings, those that are secret),
            AWS keys, private keys, passwords in URLs, what follows a name such as token or password, ids in paths of
            credentials and of the metadata endpoint. Logs hold what programs wrote into them: look through them before
            you send this on. What could not be collected is named in not-collected.txt.
            """.formatted(clock.instant(), version);
    }

    private @Nullable String orMissing(Source source) throws InterruptedException {
        try {
            return source.text().get();
        } catch (NoSuchFileException e) {
            missing.add(new Missing(source.name(), e.getFile() + " does not exist"));
        } catch (MissingException | RuntimeFault e) {
            missing.add(new Missing(source.name(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
            missing.add(new Missing(source.name(), e.toString()));
        }
        return null;
    }

    private @Nullable DockerReport engine() {
        String host = variables.getOrDefault("DOCKER_HOST", "");
        try {
            return DockerReport.of(URI.create(host.isBlank() ? "unix:///var/run/docker.sock" : host.strip()));
        } catch (RuntimeFault | IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            for (String name : List.of("info", "version", "ps-all", "inspect")) {
                missing.add(new Missing("docker/" + name + ".json", why));
            }
            return null;
        }
    }

    private DockerReport.@Nullable Inspected inspected(@Nullable DockerReport engine) {
        if (engine == null) {
            return null;
        }
        try {
            return engine.tasksContainers();
        } catch (RuntimeFault e) {
            missing.add(new Missing("docker/inspect.json", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static String told(List<Missing> missing) {
        if (missing.isEmpty()) {
            return "Everything was collected.\n";
        }
        StringBuilder text = new StringBuilder();
        missing.forEach(
                each -> text.append(each.name()).append(": ").append(each.why()).append('\n'));
        return text.toString();
    }

    private static void learn(Map<String, String> environment, List<String> secrets) {
        environment.forEach((name, value) -> secrets.addAll(Redaction.secretsIn(name, value.strip())));
    }

    private static void learn(Collection<String> environment, List<String> secrets) {
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                secrets.addAll(Redaction.secretsIn(
                        variable.substring(0, equals).strip(),
                        variable.substring(equals + 1).strip()));
            }
        }
    }
}
