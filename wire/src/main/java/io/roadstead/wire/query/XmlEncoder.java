package io.roadstead.wire.query;

import io.roadstead.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Writes answers and errors as the query protocol has them. What is unset is omitted; a list that was set and is empty is
 * an empty element.
 */
public final class XmlEncoder {
    private static final int SERVER_FAULTS = 500;
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(1024);

    private XmlEncoder() {}

    /**
     * {@code <CreateUserResponse><CreateUserResult>…}. An answer without members has an empty result: some of AWS's have
     * one, which clients then insist on, and the others' clients do not look.
     */
    public static byte[] encode(String operation, String namespace, SdkPojo answer, String requestId) {
        XmlEncoder xml = new XmlEncoder();
        xml.out
                .append('<')
                .append(operation)
                .append("Response xmlns=\"")
                .append(namespace)
                .append("\">");
        String result = operation + "Result";
        xml.open(result);
        xml.structure(answer);
        xml.close(result);
        xml.open("ResponseMetadata");
        xml.element("RequestId", requestId);
        xml.close("ResponseMetadata");
        xml.close(operation + "Response");
        return xml.bytes();
    }

    /** {@code <ErrorResponse><Error><Type>Sender</Type>…}. */
    public static byte[] encode(String namespace, AwsException error, String requestId) {
        XmlEncoder xml = new XmlEncoder();
        xml.out.append("<ErrorResponse xmlns=\"").append(namespace).append("\">");
        xml.open("Error");
        xml.element("Type", error.status() >= SERVER_FAULTS ? "Receiver" : "Sender");
        xml.element("Code", error.errorType());
        xml.element("Message", error.text());
        xml.close("Error");
        xml.element("RequestId", requestId);
        xml.close("ErrorResponse");
        return xml.bytes();
    }

    private byte[] bytes() {
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void structure(SdkPojo value) {
        for (SdkField<?> field : value.sdkFields()) {
            Object held = field.getValueOrDefault(value);
            if (held != null && !(held instanceof SdkAutoConstructList) && !(held instanceof SdkAutoConstructMap)) {
                field(field, field.locationName(), held);
            }
        }
    }

    private void field(SdkField<?> field, String name, Object held) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            list(field.getRequiredTrait(ListTrait.class), name, (List<?>) held);
        } else if (type == MarshallingType.MAP) {
            map(field.getRequiredTrait(MapTrait.class), name, (Map<?, ?>) held);
        } else {
            open(name);
            value(type, held);
            close(name);
        }
    }

    private void list(ListTrait trait, String name, List<?> values) {
        String said = trait.memberLocationName();
        String member = trait.isFlattened() ? name : said == null ? "member" : said;
        if (!trait.isFlattened()) {
            open(name);
        }
        for (Object each : values) {
            field(trait.memberFieldInfo(), member, each);
        }
        if (!trait.isFlattened()) {
            close(name);
        }
    }

    private void map(MapTrait trait, String name, Map<?, ?> values) {
        String entry = trait.isFlattened() ? name : "entry";
        if (!trait.isFlattened()) {
            open(name);
        }
        values.forEach((key, value) -> {
            open(entry);
            element(trait.keyLocationName(), (String) key);
            field(trait.valueFieldInfo(), trait.valueLocationName(), value);
            close(entry);
        });
        if (!trait.isFlattened()) {
            close(name);
        }
    }

    private void value(MarshallingType<?> type, Object held) {
        switch (held) {
            case SdkPojo structure -> structure(structure);
            // IAM tells whole seconds.
            case Instant instant -> text(instant.truncatedTo(ChronoUnit.SECONDS).toString());
            case SdkBytes bytes -> text(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case String text -> text(text);
            case Boolean flag -> text(flag.toString());
            case Number number -> text(number.toString());
            default -> throw new IllegalStateException("a value of a type this codec does not know: " + type);
        }
    }

    private void element(String name, @Nullable String text) {
        open(name);
        text(text == null ? "" : text);
        close(name);
    }

    private void open(String name) {
        out.append('<').append(name).append('>');
    }

    private void close(String name) {
        out.append("</").append(name).append('>');
    }

    /** What XML cannot say at all, not even escaped, becomes the replacement character. */
    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#xD;");
                case '\t', '\n' -> out.append(c);
                default -> out.append(sayable(text, i) ? c : REPLACEMENT);
            }
        }
    }

    private static boolean sayable(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c >= ' ' && c != '\uFFFE' && c != '\uFFFF';
    }
}
