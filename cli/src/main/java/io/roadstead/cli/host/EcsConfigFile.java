package io.roadstead.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file that sets up an ECS agent, {@code /etc/ecs/ecs.config}: a variable a line, {@code ECS_CLUSTER=batch}. Empty
 * lines and those that begin with {@code #} say nothing; quotes around a whole value are taken off.
 */
public final class EcsConfigFile {
    public static final Path USUAL = Path.of("/etc/ecs/ecs.config");

    private EcsConfigFile() {}

    /**
     * The file's variables, with those of the environment over them, as the ECS agent has it.
     *
     * @throws IllegalArgumentException when a line is no variable; the message names it
     */
    public static Map<String, String> under(Map<String, String> environment, Path file) throws IOException {
        Map<String, String> variables = new TreeMap<>(read(file));
        variables.putAll(environment);
        return variables;
    }

    static Map<String, String> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Map<String, String> variables = new TreeMap<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(file + ", line " + number + ": '" + line
                        + "' is not NAME=VALUE. Correct it, or begin it with #.");
            }
            variables.put(
                    line.substring(0, equals).strip(),
                    unquoted(line.substring(equals + 1).strip()));
        }
        return variables;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
