package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of Parameter Store, without its values.
 *
 * @param name as it was given, with its leading slash when it has one
 * @param id 32 hexadecimal digits, its own for ever: its values are kept under it
 * @param versions oldest first; the last one counts
 */
public record Parameter(Scope scope, String name, String id, List<Tag> tags, List<Version> versions) {
    /** Versions kept; beyond it the oldest goes, unless it has a label. */
    public static final int VERSIONS = 100;

    public Parameter {
        tags = List.copyOf(tags);
        versions = List.copyOf(versions);
    }

    /**
     * One version.
     *
     * @param number from 1
     * @param type {@code String}, {@code StringList} or {@code SecureString}
     * @param tier {@code Standard} or {@code Advanced}
     * @param keyId of a SecureString, as it was given; absent for {@code aws/ssm}
     */
    public record Version(
            long number,
            String type,
            String dataType,
            String tier,
            @Nullable String description,
            @Nullable String allowedPattern,
            @Nullable String keyId,
            Instant modifiedAt,
            String modifiedBy,
            List<String> labels) {
        public Version {
            labels = List.copyOf(labels);
        }

        public boolean secure() {
            return type.equals("SecureString");
        }

        public Version withLabels(List<String> newLabels) {
            return new Version(
                    number,
                    type,
                    dataType,
                    tier,
                    description,
                    allowedPattern,
                    keyId,
                    modifiedAt,
                    modifiedBy,
                    newLabels);
        }
    }

    public Version latest() {
        return versions.getLast();
    }

    public Optional<Version> version(long number) {
        return versions.stream().filter(each -> each.number() == number).findFirst();
    }

    public Optional<Version> labelled(String label) {
        return versions.stream().filter(each -> each.labels().contains(label)).findFirst();
    }

    /** For example {@code arn:aws:ssm:us-east-1:000000000000:parameter/app/key}. */
    public String arn() {
        return arnPrefix(scope) + (name.startsWith("/") ? name : "/" + name);
    }

    /** What the ARNs of a scope's parameters begin with; a name's slash follows. */
    public static String arnPrefix(Scope scope) {
        return "arn:aws:ssm:" + scope.region() + ":" + scope.account() + ":parameter";
    }

    public Parameter with(Version added) {
        List<Version> all = new ArrayList<>(versions);
        all.add(added);
        return withVersions(all);
    }

    public Parameter withVersions(List<Version> newVersions) {
        return new Parameter(scope, name, id, tags, newVersions);
    }

    public Parameter withTags(List<Tag> newTags) {
        return new Parameter(scope, name, id, newTags, versions);
    }
}
