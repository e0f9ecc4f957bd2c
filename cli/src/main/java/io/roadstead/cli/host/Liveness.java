package io.roadstead.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process still does anything. A process that ended stays in the table until its parent asks for its status,
 * and in a container whose first process is no init that is never; the JDK calls such a process alive.
 */
final class Liveness {
    private Liveness() {}

    static boolean alive(ProcessHandle process) {
        return process.isAlive() && !ended(Path.of("/proc", Long.toString(process.pid()), "stat"));
    }

    /** Whether the state in a Linux {@code stat} file is zombie or dead: the letter after the name in parentheses. */
    static boolean ended(Path stat) {
        String line;
        try {
            line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Gone meanwhile, or a system without /proc: the JDK's own word counts.
            return false;
        }
        int name = line.lastIndexOf(") ");
        return name >= 0 && line.length() > name + 2 && (line.charAt(name + 2) == 'Z' || line.charAt(name + 2) == 'X');
    }
}
