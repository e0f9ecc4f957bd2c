package io.roadstead.core.placement;

import io.roadstead.core.placement.Clause.Order;
import io.roadstead.core.placement.Clause.Property;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cluster query language by recursive descent, straight from the characters, because what a character means
 * depends on where it stands: {@code |} belongs to a pattern, {@code -} to a word.
 *
 * <pre>
 * expr    := and (("||" | "or") and)*
 * and     := unary (("&amp;&amp;" | "and") unary)*
 * unary   := ("!" | "not") unary | "(" expr ")" | term
 * term    := subject operator [argument]
 * list    := "[" argument ("," argument)* "]"
 * </pre>
 *
 * An argument is a quoted text ({@code 'x'} or {@code "x"}, a backslash before the quote or a backslash keeps it) or a
 * bare word. A bare pattern runs to the next blank outside its own brackets: {@code =~ (t2|m4).*} is one. Source:
 * ecs-behaviour 5.5.
 */
final class ExpressionParser {
    /** Longest value in a list or comparison, in characters; longer than any attribute's value or group's name. */
    private static final int MAX_WORD = 512;

    private static final String ATTRIBUTE = "attribute:";

    /** Source: ecs-behaviour 2.1. */
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z0-9_./\\\\-]{1,128}");

    /** How deep parentheses and negations may nest. */
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    ExpressionParser(String text) {
        this.text = text;
    }

    Clause parse() {
        if (text.length() > Expression.MAX_LENGTH) {
            at = Expression.MAX_LENGTH;
            throw fail("expected at most " + Expression.MAX_LENGTH + " characters, found " + text.length());
        }
        Clause clause = or();
        if (at < text.length()) {
            throw fail("expected 'and', 'or' or the end, found " + found());
        }
        return clause;
    }

    private Clause or() {
        Clause left = and();
        while (takeSymbol("||") || takeWord("or")) {
            left = new Clause.Or(left, and());
        }
        return left;
    }

    private Clause and() {
        Clause left = unary();
        while (takeSymbol("&&") || takeWord("and")) {
            left = new Clause.And(left, unary());
        }
        return left;
    }

    private Clause unary() {
        if (++depth > MAX_DEPTH) {
            throw fail("expected at most " + MAX_DEPTH + " nested parentheses and negations");
        }
        Clause clause;
        if (takeSymbol("!") || takeWord("not")) {
            clause = new Clause.Not(unary());
        } else if (takeSymbol("(")) {
            clause = or();
            if (!takeSymbol(")")) {
                throw fail("expected ')', 'and' or 'or', found " + found());
            }
        } else {
            clause = term();
        }
        depth--;
        return clause;
    }

    private Clause term() {
        skipBlanks();
        int start = at;
        String subject = word();
        return switch (subject) {
            case "agentConnected" -> textTerm(subject, new Clause.AgentConnected(), false);
            case "ec2InstanceId" -> textTerm(subject, new Clause.Ec2InstanceId(), false);
            case "task:group" -> textTerm(subject, new Clause.TaskGroup(), true);
            case "agentVersion", "registeredAt", "runningTasksCount" -> orderedTerm(subject);
            default -> {
                if (subject.startsWith(ATTRIBUTE)) {
                    String name = subject.substring(ATTRIBUTE.length());
                    if (ATTRIBUTE_NAME.matcher(name).matches()) {
                        yield attributeTerm(subject, name);
                    }
                }
                at = start;
                throw fail("expected a subject, one of agentConnected, agentVersion, attribute:<name>, ec2InstanceId,"
                        + " registeredAt, runningTasksCount, task:group, found " + found());
            }
        };
    }

    private Clause attributeTerm(String subject, String name) {
        Operator operator = operator();
        return switch (operator) {
            case GREATER, GREATER_EQUAL, LESS, LESS_EQUAL ->
                new Clause.AttributeOrder(name, order(operator), argument());
            case EQUALS, NOT_EQUALS, EXISTS, NOT_EXISTS, IN, NOT_IN, MATCHES, NOT_MATCHES ->
                textTerm(subject, new Clause.AttributeNamed(name), true, operator);
        };
    }

    private Clause textTerm(String subject, Property property, boolean mayBeMissing) {
        return textTerm(subject, property, mayBeMissing, operator());
    }

    private Clause textTerm(String subject, Property property, boolean mayBeMissing, Operator operator) {
        return switch (operator) {
            case EQUALS -> new Clause.In(property, List.of(argument()));
            case NOT_EQUALS -> new Clause.Not(new Clause.In(property, List.of(argument())));
            case IN -> new Clause.In(property, list());
            case NOT_IN -> new Clause.Not(new Clause.In(property, list()));
            case MATCHES -> new Clause.Matches(property, pattern());
            case NOT_MATCHES -> new Clause.Not(new Clause.Matches(property, pattern()));
            case EXISTS, NOT_EXISTS -> {
                if (!mayBeMissing) {
                    throw unsuited(operator, subject, "==, !=, in, !in, =~, !~");
                }
                Clause exists = new Clause.Exists(property);
                yield operator == Operator.EXISTS ? exists : new Clause.Not(exists);
            }
            case GREATER, GREATER_EQUAL, LESS, LESS_EQUAL ->
                throw unsuited(
                        operator,
                        subject,
                        mayBeMissing ? "==, !=, in, !in, =~, !~, exists, !exists" : "==, !=, in, !in, =~, !~");
        };
    }

    /** The three subjects that have an order and are always there. */
    private Clause orderedTerm(String subject) {
        Operator operator = operator();
        Order order =
                switch (operator) {
                    case EQUALS, NOT_EQUALS, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL -> order(operator);
                    case EXISTS, NOT_EXISTS, IN, NOT_IN, MATCHES, NOT_MATCHES ->
                        throw unsuited(operator, subject, "==, !=, >, >=, <, <=");
                };
        skipBlanks();
        int start = at;
        String bound = argument();
        Clause comparison =
                switch (subject) {
                    case "agentVersion" -> agentVersion(order, bound, start);
                    case "registeredAt" -> registeredAt(order, bound, start);
                    default -> runningTasksCount(order, bound, start);
                };
        return operator == Operator.NOT_EQUALS ? new Clause.Not(comparison) : comparison;
    }

    private Clause agentVersion(Order order, String bound, int start) {
        if (!Version.readable(bound)) {
            throw failAt(start, "expected a version such as 1.14.5, found '" + bound + "'");
        }
        return new Clause.AgentVersionOrder(order, Version.of(bound));
    }

    private Clause registeredAt(Order order, String bound, int start) {
        Instant instant = instant(bound);
        if (instant == null) {
            throw failAt(
                    start,
                    "expected a date such as 2018-06-18T22:28:28+00:00, 2018-06-18T22:28:28Z, 2018-06-18T22:28:28 or"
                            + " 2018-06-18, found '" + bound + "'");
        }
        return new Clause.RegisteredAtOrder(order, instant);
    }

    private Clause runningTasksCount(Order order, String bound, int start) {
        BigDecimal number = Numbers.read(bound);
        if (number == null) {
            throw failAt(start, "expected a number, found '" + bound + "'");
        }
        return new Clause.RunningTasksOrder(order, number);
    }

    /** No zone means UTC, no time means midnight. */
    private static @Nullable Instant instant(String date) {
        try {
            if (!date.contains("T")) {
                return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            boolean zoned =
                    date.endsWith("Z") || date.lastIndexOf('+') > 0 || date.lastIndexOf('-') > date.indexOf('T');
            return zoned
                    ? OffsetDateTime.parse(date).toInstant()
                    : LocalDateTime.parse(date).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private Operator operator() {
        skipBlanks();
        Operator operator = Operator.at(text, at);
        if (operator == null) {
            throw failAt(at, "expected an operator, one of " + Operator.ALL + ", found " + found());
        }
        at += operator.lengthAt(text, at);
        return operator;
    }

    private static Order order(Operator operator) {
        return switch (operator) {
            case EQUALS, NOT_EQUALS -> Order.EQUAL;
            case GREATER -> Order.GREATER;
            case GREATER_EQUAL -> Order.GREATER_EQUAL;
            case LESS -> Order.LESS;
            case LESS_EQUAL -> Order.LESS_EQUAL;
            case EXISTS, NOT_EXISTS, IN, NOT_IN, MATCHES, NOT_MATCHES ->
                throw new IllegalArgumentException(operator + " has no order");
        };
    }

    private String argument() {
        skipBlanks();
        int start = at;
        String value = quoteAhead() ? quoted() : word();
        if (at == start) {
            throw fail("expected a value, found " + found());
        }
        if (value.length() > MAX_WORD) {
            throw failAt(start, "expected a value of at most " + MAX_WORD + " characters");
        }
        return value;
    }

    private List<String> list() {
        if (!takeSymbol("[")) {
            throw fail("expected a list such as [a, b], found " + found());
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(argument());
        } while (takeSymbol(","));
        if (!takeSymbol("]")) {
            throw fail("expected ',' or ']', found " + found());
        }
        return values;
    }

    private Regex pattern() {
        skipBlanks();
        int start = at;
        String pattern = quoteAhead() ? quoted() : barePattern();
        if (at == start) {
            throw fail("expected a pattern, found " + found());
        }
        try {
            return Regex.compile(pattern);
        } catch (Regex.Unreadable e) {
            throw failAt(start, "expected a pattern, found '" + pattern + "', in which " + e.getMessage());
        }
    }

    /** Runs to a blank, a closing parenthesis it did not open, {@code &&} or {@code ||}, each outside its brackets. */
    private String barePattern() {
        int start = at;
        int parentheses = 0;
        boolean brackets = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (parentheses == 0 && !brackets) {
                boolean over =
                        Character.isWhitespace(c) || c == ')' || text.startsWith("&&", at) || text.startsWith("||", at);
                if (over) {
                    break;
                }
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            } else if (brackets) {
                brackets = c != ']';
            } else if (c == '[') {
                brackets = true;
            } else if (c == '(') {
                parentheses++;
            } else if (c == ')') {
                parentheses--;
            }
            at++;
        }
        return text.substring(start, at);
    }

    private boolean quoteAhead() {
        return at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"');
    }

    private String quoted() {
        int start = at;
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return value.toString();
            }
            if (c == '\\' && at < text.length() && (text.charAt(at) == quote || text.charAt(at) == '\\')) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        throw failAt(start, "expected a closing " + quote + " for the one that opens here, found the end");
    }

    /** The longest run of characters that mean nothing of their own; empty when there is none. */
    private String word() {
        int start = at;
        while (at < text.length() && Operator.inWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean takeSymbol(String symbol) {
        skipBlanks();
        if (!text.startsWith(symbol, at)) {
            return false;
        }
        at += symbol.length();
        skipBlanks();
        return true;
    }

    private boolean takeWord(String wanted) {
        skipBlanks();
        int start = at;
        if (word().equals(wanted)) {
            skipBlanks();
            return true;
        }
        at = start;
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String found() {
        if (at >= text.length()) {
            return "the end";
        }
        int start = at;
        String word = word();
        at = start;
        return "'" + (word.isEmpty() ? text.substring(at, at + 1) : word) + "'";
    }

    private ExpressionException unsuited(Operator operator, String subject, String suited) {
        return fail("expected an operator that suits " + subject + " (" + suited + "), found " + operator.symbol());
    }

    private ExpressionException fail(String complaint) {
        return failAt(at, complaint);
    }

    private ExpressionException failAt(int position, String complaint) {
        return new ExpressionException(text, position, complaint);
    }
}
