package io.roadstead.agent.metadata;

import io.roadstead.agent.credentials.RoleCredentials.Role;
import io.roadstead.agent.endpoint.Handler.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asked for a role's credentials and what was answered: a line each, in the unmodified agent's format of version 2,
 * in a file for each hour. The ids under which credentials are asked for are not among it.
 *
 * <p>Example: {@code 2026-11-23T10:00:00Z 200 172.17.0.2:41234 "/v2/credentials" "aws-cli/2.9.19" TASK-ARN GetCredentials 2
 * default INSTANCE-ARN}.
 *
 * <p>Source: agent-protocol 8; amazon-ecs-agent, agent/logger/audit/entry_types.go.
 */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** Hours whose files are kept. */
    private static final int FILES = 24;

    private static final int FORMAT = 2;
    private static final String BY_ID = "/v2/credentials";
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);

    private final @Nullable Path file;
    private final Supplier<HostFacts> host;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private String hour = "";
    private boolean failed;

    /**
     * @param file what the names of the hours' files begin with; absent where nothing is to be logged
     * @param host whose cluster and instance stand in each line
     */
    public AuditLog(@Nullable Path file, Supplier<HostFacts> host, InstantSource clock) {
        this.file = file;
        this.host = host;
        this.clock = clock;
    }

    /**
     * Writes a line.
     *
     * @param taskArn whose credentials they are; absent where the request named none that there are
     * @param role absent likewise
     */
    void answered(Request request, int status, @Nullable String taskArn, @Nullable Role role) {
        if (file == null) {
            return;
        }
        Instant now = clock.instant();
        String line = line(now, request, status, taskArn, role) + "\n";
        lock.lock();
        try {
            write(file, HOUR.format(now), line);
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("Who asks for credentials cannot be written to {}", file, e);
            }
            failed = true;
        } finally {
            lock.unlock();
        }
    }

    private String line(Instant now, Request request, int status, @Nullable String taskArn, @Nullable Role role) {
        String path = request.path().startsWith(BY_ID + "/") ? BY_ID : request.path();
        String caller = request.callerPort() == 0 ? request.caller() : request.caller() + ":" + request.callerPort();
        String common = String.join(
                " ",
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                Integer.toString(status),
                filled(caller),
                "\"" + path + "\"",
                "\"" + request.header("user-agent") + "\"",
                filled(taskArn));
        // Of a request that named none the original knows no kind, and writes nothing more than the blank.
        String rest = role == null
                ? ""
                : String.join(
                        " ",
                        switch (role) {
                            case TASK -> "GetCredentials";
                            case EXECUTION -> "GetCredentialsExecutionRole";
                        },
                        Integer.toString(FORMAT),
                        filled(host.get().cluster()),
                        filled(host.get().containerInstanceArn()));
        return common + " " + rest;
    }

    private void write(Path base, String now, String line) throws IOException {
        Path current = base.resolveSibling(base.getFileName() + "." + now);
        if (!now.equals(hour)) {
            Path directory = current.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
                removeOld(directory, base.getFileName() + ".");
            }
            hour = now;
        }
        Files.writeString(current, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void removeOld(Path directory, String prefix) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(each -> each.getFileName().toString().startsWith(prefix)
                            && each.getFileName()
                                    .toString()
                                    .substring(prefix.length())
                                    .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}"))
                    .sorted()
                    .toList();
        }
        // One less than are kept, for the new hour's comes to them.
        for (Path old : files.subList(0, Math.max(0, files.size() - (FILES - 1)))) {
            Files.deleteIfExists(old);
        }
    }

    private static String filled(@Nullable String field) {
        return field == null || field.isEmpty() ? "-" : field;
    }
}
