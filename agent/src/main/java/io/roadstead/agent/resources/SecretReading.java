package io.roadstead.agent.resources;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What to ask Secrets Manager for, and what its answer means: the original agent's rules and words, as pure functions. No
 * text made here holds any part of a value.
 *
 * <p>Source: ecs-behaviour 4.6, 10.1; amazon-ecs-agent, agent/asm/asm.go and agent/taskresource/asmsecret.
 */
final class SecretReading {
    private static final String BAD_SHAPE =
            "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try"
                    + " again.";

    /** Of an ARN: prefix, partition, service, region, account, resource. */
    private static final int SECTIONS = 6;

    /** From this power of ten on, and below the next, Go writes an exponent. */
    private static final int GO_EXPONENT_FROM = 6;

    private static final int GO_EXPONENT_BELOW = -4;

    private SecretReading() {}

    /** What a value comes to: itself, or why there is none. */
    sealed interface Reading {
        record Value(String value) implements Reading {
            @Override
            public String toString() {
                return "Value[hidden]";
            }
        }

        record Wrong(String why) implements Reading {}
    }

    /** What {@code valueFrom} asks for. */
    sealed interface Reference {
        /**
         * A secret.
         *
         * @param jsonKey empty for all of it
         * @param stage empty for the current one
         * @param versionId empty for whatever has the stage
         */
        record Secret(String id, String jsonKey, String stage, String versionId) implements Reference {
            Json input() {
                Json input = Json.object().put("SecretId", id);
                if (!stage.isEmpty()) {
                    input.put("VersionStage", stage);
                }
                if (!versionId.isEmpty()) {
                    input.put("VersionId", versionId);
                }
                return input;
            }
        }

        record Wrong(String why) implements Reference {}
    }

    /** {@code secret:id}, or that with three more parts, each of which may be empty; nothing between. */
    static Reference reference(String valueFrom) {
        String[] sections = valueFrom.split(":", SECTIONS);
        if (!valueFrom.startsWith("arn:")) {
            return new Reference.Wrong(wrong(valueFrom, "arn: invalid prefix"));
        }
        if (sections.length < SECTIONS) {
            return new Reference.Wrong(wrong(valueFrom, "arn: not enough sections"));
        }
        String[] parts = sections[SECTIONS - 1].split(":", -1);
        if (parts.length == 2) {
            return new Reference.Secret(valueFrom, "", "", "");
        }
        if (parts.length != 5) {
            return new Reference.Wrong(wrong(valueFrom, BAD_SHAPE));
        }
        String id = String.join(":", Arrays.copyOf(sections, SECTIONS - 1)) + ":" + parts[0] + ":" + parts[1];
        return new Reference.Secret(id, parts[2], parts[3], parts[4]);
    }

    private static String wrong(String valueFrom, String why) {
        return "trying to retrieve secret with value " + valueFrom + " resulted in error: " + why;
    }

    /** The value in a secret's text. */
    static Reading value(Reference.Secret asked, String secret) {
        if (asked.jsonKey().isEmpty()) {
            return new Reading.Value(secret);
        }
        Json document;
        try {
            document = Json.parse(secret.getBytes(UTF_8));
        } catch (IOException notJson) {
            // The original quotes the first character that is wrong; of a password not even that is told here.
            return new Reading.Wrong(
                    secret.isBlank()
                            ? "unexpected end of JSON input"
                            : "invalid character '*' looking for beginning of value");
        }
        if (document.names().isEmpty() && !secret.strip().startsWith("{")) {
            return new Reading.Wrong("json: cannot unmarshal " + kind(secret.strip())
                    + " into Go value of type map[string]interface {}");
        }
        return document.has(asked.jsonKey())
                ? new Reading.Value(go(document.path(asked.jsonKey())))
                : new Reading.Wrong(
                        "retrieved secret from Secrets Manager did not contain json key " + asked.jsonKey());
    }

    private static String kind(String json) {
        return switch (json.charAt(0)) {
            case '"' -> "string";
            case '[' -> "array";
            case 't', 'f' -> "bool";
            default -> "number";
        };
    }

    /** As Go prints any JSON value: {@code 5432}, {@code 1e+06}, {@code true}, {@code map[a:1]}, {@code [1 2]}. */
    private static String go(Json value) {
        if (!value.names().isEmpty()) {
            Map<String, String> sorted = new TreeMap<>();
            value.names().forEach(name -> sorted.put(name, go(value.path(name))));
            return sorted.entrySet().stream()
                    .map(each -> each.getKey() + ":" + each.getValue())
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        if (!value.items().isEmpty()) {
            return value.items().stream().map(SecretReading::go).collect(Collectors.joining(" ", "[", "]"));
        }
        String text = value.plain();
        if (text.isEmpty() && !value.text("-").isEmpty()) {
            return "<nil>";
        }
        boolean number = value.text("-").equals("-") && !text.equals("true") && !text.equals("false");
        return number && !text.equals("-") ? goNumber(value.decimal()) : text;
    }

    /** Go's shortest form: an exponent from 1e+06 on, though more digits than six may stand before it. */
    private static String goNumber(double number) {
        if (number == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= GO_EXPONENT_BELOW && exponent < GO_EXPONENT_FROM) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        return (exact.signum() < 0 ? "-" : "") + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /**
     * Why Secrets Manager gave no value.
     *
     * @param error as the SDK would tell it
     */
    static String failure(String secretId, String errorType, String error) {
        String hint = errorType.equals("ResourceNotFoundException")
                ? "ResourceNotFoundException: The task can't retrieve the secret with ARN '" + secretId
                        + "' from AWS Secrets Manager. Check whether the secret exists in the specified Region"
                : "secret " + secretId + ": " + error;
        return hint + ": " + error;
    }

    /** Several failures, one text. */
    static String joined(List<String> failures) {
        return String.join(";", failures);
    }
}
