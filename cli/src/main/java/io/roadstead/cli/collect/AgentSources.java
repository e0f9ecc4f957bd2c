package io.roadstead.cli.collect;

import io.roadstead.agent.Agent;
import io.roadstead.agent.RememberedState;
import io.roadstead.cli.collect.Source.MissingException;
import io.roadstead.cli.host.DataDirectory;
import io.roadstead.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What there is to know of the agents of this host: their logs, settings, states and answers. */
final class AgentSources {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final String INTROSPECTION_PORT = "51678";
    private static final Path LOGS_OF_ECS = Path.of("/var/log/ecs");

    /** Agents and logs looked at, each. */
    private static final int MOST = 50;

    private final Map<String, String> variables;
    private final Path configuration;
    private final DataDirectory data;
    private final HostSources host;
    private final Clock clock;

    /**
     * @param variables the agent's, as this command sees them
     * @param configuration the file of them
     */
    AgentSources(Map<String, String> variables, Path configuration, DataDirectory data, HostSources host, Clock clock) {
        this.variables = variables;
        this.configuration = configuration;
        this.data = data;
        this.host = host;
        this.clock = clock;
    }

    /** Its values are not told before {@link Redaction#configuration} has seen them. */
    Source configuration() {
        return new Source("agent/ecs.config", () -> HostSources.file(configuration));
    }

    List<Source> all() throws IOException {
        List<Source> all = new ArrayList<>();
        int number = 0;
        for (Path log : logs()) {
            all.add(new Source(
                    "agent/logs/" + ++number + "-" + log.getFileName(), () -> log + ":\n" + HostSources.tail(log)));
        }
        if (Files.isDirectory(Path.of("/run/systemd/system"))) {
            all.add(new Source("agent/logs/journal.log", () -> host.journal("roadstead*")));
        } else if (number == 0) {
            all.add(new Source("agent/logs/agent.log", () -> {
                throw new MissingException("no agent here logs to a file in " + data.path() + ", " + LOGS_OF_ECS
                        + " or ECS_LOGFILE, and this host has no systemd with a journal: where the agent's standard"
                        + " error goes is known to who started it");
            }));
        }
        all.add(new Source("agent/introspection-metadata.json", () -> asked("/v1/metadata")));
        all.add(new Source("agent/introspection-tasks.json", () -> asked("/v1/tasks")));
        number = 0;
        for (Path directory : directories()) {
            number++;
            all.add(new Source("agent/state/" + number + "-files.txt", () -> listing(directory)));
            all.add(new Source("agent/state/" + number + "-state.json", () -> state(directory)));
        }
        if (number == 0) {
            all.add(new Source("agent/state/state.json", () -> {
                throw new MissingException("no agent has kept a state below " + data.path()
                        + " or in ECS_DATADIR: name the directory with --data, or set ECS_DATADIR");
            }));
        }
        return all;
    }

    /** The environments of Roadstead's processes on this host, by process; only those that this user may see. */
    Map<Long, Map<String, String>> environments() {
        Map<Long, Map<String, String>> found = new TreeMap<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> words(process.pid(), "cmdline").contains("io.roadstead.cli.Main"))
                .limit(MOST)
                .forEach(process -> {
                    Map<String, String> environment = environment(process.pid());
                    if (!environment.isEmpty()) {
                        found.put(process.pid(), environment);
                    }
                });
        return found;
    }

    private static Map<String, String> environment(long process) {
        Map<String, String> variables = new TreeMap<>();
        for (String each : words(process, "environ")) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return variables;
    }

    /** What the kernel tells of a process; the JDK's own way to it forgets command lines beyond 4 KiB. */
    private static List<String> words(long process, String file) {
        try {
            return List.of(HostSources.file(Path.of("/proc", Long.toString(process), file))
                    .split("\0"));
        } catch (IOException notOursOrGone) {
            return List.of();
        }
    }

    /** Logs of {@code up} in the background, of agents with a log file, and of the amazon-ecs-agent. */
    private List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>(beginningWith(data.log()));
        String named = variables.getOrDefault("ECS_LOGFILE", "");
        if (!named.isBlank() && Path.of(named).isAbsolute()) {
            logs.addAll(beginningWith(Path.of(named)));
        }
        if (Files.isDirectory(LOGS_OF_ECS)) {
            try (Stream<Path> files = Files.list(LOGS_OF_ECS)) {
                files.filter(Files::isRegularFile).sorted().forEach(logs::add);
            }
        }
        return logs.stream().distinct().limit(MOST).toList();
    }

    /** A log and its older parts. */
    private static List<Path> beginningWith(Path log) throws IOException {
        if (log.getParent() == null || !Files.isDirectory(log.getParent())) {
            return List.of();
        }
        String stem = log.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        try (Stream<Path> files = Files.list(log.getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith(stem + "."))
                    .filter(file -> file.getFileName().toString().contains(".log")
                            || file.getFileName()
                                    .toString()
                                    .startsWith(log.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private List<Path> directories() throws IOException {
        List<Path> directories = new ArrayList<>(List.of(data.agent()));
        Path agents = data.path().resolve("agents");
        if (Files.isDirectory(agents)) {
            try (Stream<Path> each = Files.list(agents)) {
                each.sorted().forEach(directories::add);
            }
        }
        String named = variables.getOrDefault("ECS_DATADIR", "");
        if (!named.isBlank()) {
            directories.add(Path.of(named));
        }
        return directories.stream()
                .distinct()
                .filter(directory -> Files.exists(directory.resolve(Agent.STATE_FILE)))
                .limit(MOST)
                .toList();
    }

    private static String listing(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(directory + ":\n");
        try (Stream<Path> files = Files.walk(directory, 3)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                try {
                    text.append(String.format(
                            "%12d %s %s%n",
                            Files.size(file), Files.getLastModifiedTime(file), directory.relativize(file)));
                } catch (NoSuchFileException gone) {
                    text.append("        gone ")
                            .append(directory.relativize(file))
                            .append('\n');
                }
            }
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        return text.toString();
    }

    private String state(Path directory) throws MissingException, IOException {
        try {
            return RememberedState.of(directory, clock);
        } catch (StoreException e) {
            throw new MissingException("a copy of " + directory.resolve(Agent.STATE_FILE) + " cannot be read ("
                    + e.getMessage() + "); try again, for an agent may have been writing it");
        }
    }

    private String asked(String path) throws MissingException, InterruptedException {
        String port = variables.getOrDefault("ROADSTEAD_INTROSPECTION_PORT", INTROSPECTION_PORT);
        URI address = URI.create("http://127.0.0.1:" + port.strip() + path);
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new MissingException(address + " answered " + answer.statusCode());
            }
            return answer.body() + "\n";
        } catch (IOException e) {
            throw new MissingException("nobody answers at " + address + " (" + e + "): the agent does not run, or has"
                    + " another ROADSTEAD_INTROSPECTION_PORT");
        }
    }
}
