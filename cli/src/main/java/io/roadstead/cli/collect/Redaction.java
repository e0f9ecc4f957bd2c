package io.roadstead.cli.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that leaves the host, and leaves the names of what they were: {@code DB_PASSWORD=***}.
 *
 * <p>Two ways together. What is known to be secret here (the values of variables whose names say so) is taken out
 * wherever it stands. And what looks like a secret is taken out though nobody knows it: keys of AWS, private keys,
 * passwords in URLs, what follows a name such as {@code token}, the ids in paths of credentials and metadata.
 */
final class Redaction {
    static final String BLOTTED = "***";

    /** A shorter one stands in too many words: {@code test} is this project's own usual secret. */
    private static final int SHORTEST_KNOWN = 6;

    private static final String SECRET_WORD =
            "(?:secret|pass(?:word|wd|phrase)?(?![a-z])|token|auth[_-]?data|authorization|registry-auth|api[_-]?key"
                    + "|private[_-]?key|access[_-]?key|credential|signature)";

    private static final Pattern SECRET_NAME =
            Pattern.compile(SECRET_WORD + "|[_-](?:auth|key|pwd)$|^(?:auth|key)$", Pattern.CASE_INSENSITIVE);

    private static final Pattern SHOWN =
            Pattern.compile("(?:ECS|ROADSTEAD|NONECS|NON_ECS|DOCKER)_.*|AWS_(?:DEFAULT_)?REGION|(?i:[A-Z]+_PROXY)");

    /** They may hold what a log driver signs in with, and a proxy's password is no whole value. */
    private static final List<String> NEVER_SHOWN = List.of("ECS_LOG_OPTS", "ECS_ENGINE_AUTH_DATA");

    /** Of JSON as a variable's value. */
    private static final Pattern MEMBER = Pattern.compile("\"([^\"]{1,100})\"\\s*:\\s*\"([^\"]+)\"");

    private static final Pattern PROXY_NAME = Pattern.compile("(?i)[A-Z]+_PROXY");

    /** A name that says what follows: {@code token=}, {@code "token": }, and the same within a string of JSON. */
    private static final String NAMED = "(?i:" + SECRET_WORD + "|\\bauth)[\\w.-]{0,40}\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}";

    /** What follows the group is blotted out. Repeated groups are bounded: Java takes stack for each repetition. */
    private static final List<Pattern> AFTER_WHAT_STAYS = List.of(
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^\\s/\"'<>]*(?=@)"),
            Pattern.compile("(/(?:v2/credentials|credentials|v3|v4|api)/)[A-Za-z0-9-]{16,}"),
            Pattern.compile("(" + NAMED + "\")[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,500}(?=\")"),
            Pattern.compile("(" + NAMED + "\\\\\")[^\"\\\\]*+(?=\\\\\")"),
            Pattern.compile("(" + NAMED + "')[^']*+(?=')"),
            // A quote that does not end where it should: the rest of the line.
            Pattern.compile("(" + NAMED + "\\\\?[\"'])(?!\\*\\*\\*).*"),
            Pattern.compile("(" + NAMED
                    + ")(?:(?:Bearer|Basic|AWS4-HMAC-SHA256) .*|(?!\\\\?[\"'{\\[])[^\\s,;&}]+?(?=\"?(?:[\\s,;&}]|$)))"),
            Pattern.compile("(--?[\\w-]{0,30}(?i:" + SECRET_WORD + ")[\\w-]{0,30} )[^\\s\"-][^\\s\"]*"));

    private static final List<Pattern> WHOLE = List.of(
            Pattern.compile("\\b(?:AKIA|ASIA|ABIA|ACCA|SPOOL)[A-Z0-9]{12,}\\b"),
            // What a secret access key looks like: 40 characters, among them a capital, a small letter and a digit.
            Pattern.compile("(?<![A-Za-z0-9/+=._-])(?=[a-z0-9/+]{0,39}[A-Z])(?=[A-Z0-9/+]{0,39}[a-z])"
                    + "(?=[A-Za-z/+]{0,39}[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=._-])"));

    private static final Pattern PRIVATE_KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final Pattern PRIVATE_KEY_ENDS = Pattern.compile("-----END [A-Z ]*PRIVATE KEY-----");

    private final List<String> known;

    /** @param known what must not be told, as it stands; short ones are not looked for */
    Redaction(Collection<String> known) {
        this.known = known.stream()
                .filter(secret -> secret.length() >= SHORTEST_KNOWN)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
    }

    /** Whether a variable of this name holds a secret, as far as a name can tell. */
    static boolean secretName(String name) {
        return NEVER_SHOWN.contains(name) || SECRET_NAME.matcher(name).find();
    }

    /** The values that a variable makes known as secret. */
    static List<String> secretsIn(String name, String value) {
        if (PROXY_NAME.matcher(name).matches()) {
            int at = value.lastIndexOf('@');
            if (at < 0) {
                return List.of();
            }
            String user = value.substring(0, at).replaceFirst("^[A-Za-z]+://", "");
            return List.of(user, user.substring(user.indexOf(':') + 1));
        }
        if (!secretName(name)) {
            return List.of();
        }
        List<String> secrets = new ArrayList<>(List.of(value));
        Matcher members = MEMBER.matcher(value);
        while (members.find()) {
            if (secretName(members.group(1))) {
                secrets.add(members.group(2));
                decodedPassword(members.group(2)).ifPresent(secrets::add);
            }
        }
        return secrets;
    }

    /** Docker's {@code auth} is {@code user:password} in base64. */
    private static Optional<String> decodedPassword(String auth) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /**
     * Variables, a line each. Of the agent's own the values are told, as far as they are no secrets; of all others the
     * names alone.
     */
    String variables(Map<String, String> variables) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(variables).forEach((name, value) -> lines.append(name)
                .append('=')
                .append(value(name, value))
                .append('\n'));
        return lines.toString();
    }

    private String value(String name, String value) {
        if (value.isEmpty()) {
            return "";
        }
        if (!SHOWN.matcher(name).matches() || secretName(name)) {
            return BLOTTED;
        }
        if (PROXY_NAME.matcher(name).matches()) {
            return text(value.substring(
                            0,
                            value.length()
                                    - value.replaceFirst("^[A-Za-z]+://", "").length())
                    + (value.contains("@")
                            ? BLOTTED + value.substring(value.lastIndexOf('@'))
                            : value.replaceFirst("^[A-Za-z]+://", "")));
        }
        return text(value);
    }

    /** A file of {@code NAME=VALUE} lines, in its order, with what is commented out and with its comments. */
    String configuration(String file) {
        StringBuilder lines = new StringBuilder();
        for (String line : file.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String name = line.substring(0, equals);
                String bare = name.replaceFirst("^[#\\s]*(?:export\\s+)?", "").strip();
                lines.append(name)
                        .append('=')
                        .append(value(bare, line.substring(equals + 1).strip()));
            } else {
                lines.append(line.isBlank() || line.strip().startsWith("#") ? text(line) : BLOTTED);
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    /** Any text. */
    String text(String text) {
        StringBuilder told = new StringBuilder(text.length());
        boolean inKey = false;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!told.isEmpty()) {
                told.append('\n');
            }
            if (inKey) {
                inKey = !PRIVATE_KEY_ENDS.matcher(line).find();
                told.append(BLOTTED);
                continue;
            }
            Matcher begins = PRIVATE_KEY_BEGINS.matcher(line);
            if (begins.find()) {
                inKey = !PRIVATE_KEY_ENDS.matcher(line).find();
                told.append(line, 0, begins.start()).append(BLOTTED);
                continue;
            }
            told.append(line(line));
        }
        return text.endsWith("\n") ? told.append('\n').toString() : told.toString();
    }

    private String line(String line) {
        String told = line;
        for (String secret : known) {
            told = told.replace(secret, BLOTTED);
        }
        for (Pattern pattern : AFTER_WHAT_STAYS) {
            told = pattern.matcher(told).replaceAll("$1" + Matcher.quoteReplacement(BLOTTED));
        }
        for (Pattern pattern : WHOLE) {
            told = pattern.matcher(told).replaceAll(Matcher.quoteReplacement(BLOTTED));
        }
        return told;
    }
}
