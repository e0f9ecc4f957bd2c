package io.roadstead.services.secrets.api;

import io.roadstead.core.model.Tag;
import io.roadstead.core.name.TagRules;
import io.roadstead.services.secrets.vault.Content;
import io.roadstead.wire.AwsException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What a secret's members may be. Source: companion-apis 9. */
final class SecretRules {
    static final int DESCRIPTION_LIMIT = 2048;

    /** Of a value, in bytes. */
    static final int VALUE_LIMIT = 65_536;

    static final int NAME_LIMIT = 512;
    static final int TOKEN_LEAST = 32;
    static final int TOKEN_LIMIT = 64;
    static final int STAGE_LIMIT = 256;

    /** Stages of one version, and of one secret. */
    static final int STAGES_LIMIT = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1," + NAME_LIMIT + "}");

    private SecretRules() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static String name(@Nullable String name) {
        Constraints.length(name, "name", 1, NAME_LIMIT);
        if (name == null || !isName(name)) {
            throw Constraints.validation("Invalid name. Must be a valid name containing alphanumeric characters, or any"
                    + " of the following: -/_+=.@!");
        }
        return name;
    }

    static void token(@Nullable String token) {
        Constraints.length(token, "clientRequestToken", TOKEN_LEAST, TOKEN_LIMIT);
        if (token != null && token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw invalid("The ClientRequestToken must be of printable characters without spaces.");
        }
    }

    static AwsException invalid(String message) {
        return AwsException.invalidParameter(message);
    }

    /** The one of both that was given, if any. */
    static Optional<Content> content(@Nullable String text, @Nullable SdkBytes bytes) {
        if (text != null && bytes != null) {
            throw invalid("You can't specify both a binary secret value and a string secret value in the same secret.");
        }
        if (text != null) {
            if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > VALUE_LIMIT) {
                throw tooLong("secretString");
            }
            return Optional.of(new Content(text, false));
        }
        if (bytes == null) {
            return Optional.empty();
        }
        if (bytes.asByteArrayUnsafe().length > VALUE_LIMIT) {
            throw tooLong("secretBinary");
        }
        return Optional.of(new Content(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()), true));
    }

    private static AwsException tooLong(String member) {
        return Constraints.failed(member, "Member must have length less than or equal to " + VALUE_LIMIT);
    }

    static List<String> stages(List<String> stages) {
        if (stages.size() > STAGES_LIMIT) {
            throw new AwsException(
                    "LimitExceededException", "You can't attach more than " + STAGES_LIMIT + " staging labels.");
        }
        stages.forEach(stage -> Constraints.length(stage, "versionStages", 1, STAGE_LIMIT));
        return stages.stream().distinct().toList();
    }

    static List<Tag> tags(List<software.amazon.awssdk.services.secretsmanager.model.Tag> tags) {
        return TagRules.read(tags.stream()
                .map(tag -> new TagRules.Draft(tag.key(), tag.value()))
                .toList());
    }
}
