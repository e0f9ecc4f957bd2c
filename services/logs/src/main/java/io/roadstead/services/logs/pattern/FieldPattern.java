package io.roadstead.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code [ip, user, ..., status = 4*, bytes > 1000]}: conditions on what stands between a message's spaces. What is
 * within quotation marks or square brackets is one field. Without {@code ...}, which stands for any number of them, the
 * message has exactly as many fields as the pattern.
 */
final class FieldPattern implements FilterPattern {
    private static final int NONE = -1;

    private final List<Field> fields;
    private final int ellipsis;

    /** @param any of these, all must hold; a field without conditions has one list without any */
    private record Field(List<List<Comparison>> any) {
        boolean matches(String text) {
            return any.stream().anyMatch(all -> all.stream().allMatch(each -> each.holds(text)));
        }
    }

    private FieldPattern(List<Field> fields, int ellipsis) {
        this.fields = fields;
        this.ellipsis = ellipsis;
    }

    static FieldPattern parse(String text) {
        Scanner in = new Scanner(text);
        in.expect("[");
        List<Field> fields = new ArrayList<>();
        int ellipsis = NONE;
        do {
            if (in.take("...")) {
                if (ellipsis != NONE) {
                    throw in.error("... may stand once");
                }
                ellipsis = fields.size();
            } else {
                fields.add(field(in));
            }
        } while (in.take(","));
        in.expect("]");
        in.skipSpaces();
        if (!in.atEnd()) {
            throw in.error("nothing may follow the last ]");
        }
        return new FieldPattern(List.copyOf(fields), ellipsis);
    }

    private static Field field(Scanner in) {
        String name = name(in);
        List<List<Comparison>> any = new ArrayList<>();
        List<Comparison> all = new ArrayList<>();
        in.skipSpaces();
        if (in.peek() == ',' || in.peek() == ']') {
            return new Field(List.of(List.of()));
        }
        all.add(Comparison.parse(in));
        while (true) {
            if (in.take("&&")) {
                requireSame(in, name);
            } else if (in.take("||")) {
                requireSame(in, name);
                any.add(List.copyOf(all));
                all.clear();
            } else {
                any.add(List.copyOf(all));
                return new Field(List.copyOf(any));
            }
            all.add(Comparison.parse(in));
        }
    }

    private static void requireSame(Scanner in, String name) {
        if (!name(in).equals(name)) {
            throw in.error("the conditions of one field must name the same one");
        }
    }

    private static String name(Scanner in) {
        in.skipSpaces();
        String name = in.takeWhile(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
        if (name.isEmpty()) {
            throw in.error("a field's name is expected");
        }
        return name;
    }

    @Override
    public boolean matches(String message) {
        List<String> words = words(message);
        int spare = words.size() - fields.size();
        if (spare < 0 || (spare > 0 && ellipsis == NONE)) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).matches(words.get(ellipsis != NONE && i >= ellipsis ? i + spare : i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(String message) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < message.length()) {
            char first = message.charAt(at);
            if (Character.isWhitespace(first)) {
                at++;
                continue;
            }
            char closing = first == '"' ? '"' : first == '[' ? ']' : 0;
            int end = closing == 0 ? NONE : message.indexOf(closing, at + 1);
            if (end != NONE) {
                words.add(message.substring(at + 1, end));
                at = end + 1;
                continue;
            }
            int from = at;
            while (at < message.length() && !Character.isWhitespace(message.charAt(at))) {
                at++;
            }
            words.add(message.substring(from, at));
        }
        return words;
    }
}
