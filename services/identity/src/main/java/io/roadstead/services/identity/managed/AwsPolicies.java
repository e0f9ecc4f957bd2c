package io.roadstead.services.identity.managed;

import io.roadstead.services.identity.directory.Entity;
import io.roadstead.services.identity.directory.ManagedPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** AWS's managed policies by ARN, read once from the resources beside this class. */
public final class AwsPolicies {
    private static final String INDEX = "index.txt";
    private static final int ID_DIGITS = 17;

    private final Map<String, ManagedPolicy> byArn;

    private AwsPolicies(Map<String, ManagedPolicy> byArn) {
        this.byArn = byArn;
    }

    /** Reads them: {@code index.txt} has a line each, of name, path, date and description. */
    public static AwsPolicies load() {
        Map<String, ManagedPolicy> byArn = new TreeMap<>();
        for (String line : resource(INDEX).lines().toList()) {
            String[] parts = line.split("\\|", 4);
            Instant created = Instant.parse(parts[2]);
            ManagedPolicy policy = new ManagedPolicy(
                    new Entity(ManagedPolicy.AWS, parts[1], parts[0], id(parts[0]), created, List.of()),
                    created,
                    parts[3],
                    1,
                    1,
                    List.of(new ManagedPolicy.Version(1, resource(parts[0] + ".json"), created)),
                    0,
                    0);
            byArn.put(policy.arn(), policy);
        }
        return new AwsPolicies(Map.copyOf(byArn));
    }

    public Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    /** By name. */
    public List<ManagedPolicy> all() {
        return byArn.values().stream()
                .sorted(Comparator.comparing(policy -> policy.entity().name()))
                .toList();
    }

    /** Ours, and the same at every start: nobody knows policies of AWS by their ids. */
    private static String id(String name) {
        return "ANPA"
                + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, ID_DIGITS)
                        .toUpperCase(Locale.ROOT);
    }

    private static String resource(String name) {
        try (InputStream in = AwsPolicies.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
