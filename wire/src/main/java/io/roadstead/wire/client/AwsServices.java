package io.roadstead.wire.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The services beside ECS as one who has read access sees them: every operation takes and gives JSON, whichever protocol
 * the service speaks. Of S3 there are ListObjectsV2 ({@code Bucket}, {@code Prefix}, {@code MaxKeys}), GetBucketLocation
 * ({@code Bucket}) and GetObject ({@code Bucket}, {@code Key}), whose {@code Body} is text and the beginning of longer ones.
 */
public final class AwsServices {
    /** Of an object that is read as text. */
    private static final int BODY_LIMIT = 1 << 16;

    private static final String IAM_VERSION = "2010-05-08";
    private static final Map<String, String> TARGETS = Map.of(
            "secretsmanager", "secretsmanager.",
            "ssm", "AmazonSSM.",
            "kms", "TrentService.",
            "logs", "Logs_20140328.",
            "cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.");

    private final BiFunction<String, String, ControlClient> at;

    /** @param at whom to ask, by the service's name and the region */
    public AwsServices(BiFunction<String, String, ControlClient> at) {
        this.at = at;
    }

    /** Those of the control plane that serves ECS too. */
    public static AwsServices beside(ControlClient client) {
        return new AwsServices((service, region) -> client.inRegion(region));
    }

    /**
     * Calls one operation.
     *
     * @param service the signing name: {@code cloudtrail}, {@code iam}, {@code kms}, {@code logs}, {@code s3},
     *     {@code secretsmanager} or {@code ssm}
     * @throws ApiError when it is refused or nobody answers
     */
    public Json call(String service, String region, String operation, Json input) {
        ControlClient client = at.apply(service, region);
        return switch (service) {
            case "iam" -> result(xml(client.form("iam", form(operation, input))), operation);
            case "s3" -> objects(client, operation, input);
            default -> {
                String target = TARGETS.get(service);
                if (target == null) {
                    throw new IllegalArgumentException("no service " + service + " is known here");
                }
                yield client.call(service, target + operation, input);
            }
        };
    }

    private static Json objects(ControlClient client, String operation, Json input) {
        String path = "/" + encoded(input.path("Bucket").text());
        return switch (operation) {
            case "GetBucketLocation" -> xml(client.get("s3", path, "location="));
            case "GetObject" ->
                beginning(client.beginning(
                        "s3", path + "/" + key(input.path("Key").text()), BODY_LIMIT));
            case "ListObjectsV2" ->
                xml(client.get(
                        "s3",
                        path,
                        "list-type=2&max-keys="
                                + Math.max(1, input.path("MaxKeys").number()) + "&prefix="
                                + encoded(input.path("Prefix").text())));
            default -> throw new IllegalArgumentException("no operation " + operation + " of S3 is known here");
        };
    }

    /** Of what is empty there is no beginning: S3 says that the range cannot be had. */
    private static Json beginning(ControlClient.Reply reply) {
        return switch (reply.status()) {
            case 200, 206 -> Json.object().put("Body", new String(reply.body(), UTF_8));
            case 416 -> Json.object().put("Body", "");
            default -> xml(reply);
        };
    }

    private static String key(String key) {
        return encoded(key).replace("%2F", "/");
    }

    /** The query protocol's form: lists as {@code Name.member.1}. */
    private static String form(String operation, Json input) {
        StringBuilder form = new StringBuilder("Action=" + operation + "&Version=" + IAM_VERSION);
        for (String name : input.names()) {
            Json value = input.path(name);
            if (value.items().isEmpty()) {
                form.append('&').append(name).append('=').append(encoded(value.plain()));
            }
            int place = 1;
            for (Json item : value) {
                form.append('&')
                        .append(name)
                        .append(".member.")
                        .append(place++)
                        .append('=')
                        .append(encoded(item.plain()));
            }
        }
        return form.toString();
    }

    private static Json result(Json answer, String operation) {
        return answer.path(operation + "Result");
    }

    private static Json xml(ControlClient.Reply reply) {
        Json answer;
        try {
            answer = XmlAnswer.parse(reply.body());
        } catch (IOException notXml) {
            throw new ApiError("HTTP " + reply.status(), "the answer is not XML", reply.status(), reply.requestId());
        }
        if (reply.status() == 200) {
            return answer;
        }
        Json error = answer.has("Error") ? answer.path("Error") : answer;
        throw new ApiError(
                error.path("Code").text("HTTP " + reply.status()),
                error.path("Message").text("no message"),
                reply.status(),
                reply.requestId());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
