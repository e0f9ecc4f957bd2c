package io.roadstead.services.objects.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** An XML document being written. */
final class Xml {
    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    /** One whose outermost element is of S3's namespace. */
    static Xml of(String root) {
        Xml xml = new Xml();
        xml.out.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
        return xml;
    }

    static Xml error() {
        return new Xml().open("Error");
    }

    Xml open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    Xml close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    Xml text(String text) {
        escape(text);
        return this;
    }

    /** Nothing when there is no text. */
    Xml element(String name, @Nullable String text) {
        if (text != null) {
            open(name);
            escape(text);
            close(name);
        }
        return this;
    }

    Xml element(String name, long number) {
        return element(name, Long.toString(number));
    }

    Xml element(String name, Instant time) {
        return element(name, TIME.format(time));
    }

    byte[] bytes() {
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What XML 1.0 cannot say becomes the replacement character; clients that have such keys ask for them URL-encoded. */
    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.appendCodePoint(sayable(c) ? c : REPLACEMENT);
            }
        });
    }

    private static boolean sayable(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= ' '
                        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        && c != 0xFFFE
                        && c != 0xFFFF);
    }
}
