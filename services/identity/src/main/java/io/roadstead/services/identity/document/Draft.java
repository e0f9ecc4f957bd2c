package io.roadstead.services.identity.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import io.roadstead.services.identity.policy.ActionPattern;
import io.roadstead.services.identity.policy.ArnPattern;
import io.roadstead.services.identity.policy.Condition;
import io.roadstead.services.identity.policy.Effect;
import io.roadstead.services.identity.policy.Principals;
import io.roadstead.services.identity.policy.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement while it is read. Whether texts hold variables is known only when the whole document was, for its Version
 * may stand at its end; so they are kept and compiled then.
 */
final class Draft {
    private static final String VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

    private final DocumentKind kind;
    private final String path;
    private final JsonLocation start;
    private final List<Key> conditions = new ArrayList<>();
    private @Nullable String sid;
    private @Nullable Effect effect;
    private @Nullable List<String> actions;
    private boolean exceptActions;
    private @Nullable List<String> resources;
    private boolean exceptResources;
    private @Nullable Principals principals;
    private JsonLocation end;

    private record Key(OperatorWord operator, String key, List<String> values) {}

    Draft(DocumentKind kind, String path, JsonLocation start) {
        this.kind = kind;
        this.path = path;
        this.start = start;
        this.end = start;
    }

    void sid(String text) {
        sid = text.isEmpty() ? null : text;
    }

    void effect(String text, Cursor in, String element) {
        effect = switch (text) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw in.wrong("Invalid effect: " + PolicyParser.shown(text), element);
        };
    }

    void actions(boolean except, Cursor in, String element) throws IOException {
        if (actions != null) {
            throw in.wrong("Syntax errors in policy: a statement has either Action or NotAction.", element);
        }
        actions = in.texts(element);
        exceptActions = except;
        for (String action : actions) {
            int colon = action.indexOf(':');
            if (!action.equals("*")
                    && (colon <= 0 || colon == action.length() - 1 || action.indexOf(':', colon + 1) > 0)) {
                throw in.wrong(VENDOR, element);
            }
            if (kind == DocumentKind.TRUST && !action.toLowerCase(Locale.ROOT).startsWith("sts:")) {
                throw in.wrong("AssumeRole policy may only specify STS AssumeRole actions.", element);
            }
        }
    }

    void resources(boolean except, Cursor in, String element) throws IOException {
        if (kind == DocumentKind.TRUST) {
            throw in.wrong("Has prohibited field Resource", element);
        }
        if (resources != null) {
            throw in.wrong("Syntax errors in policy: a statement has either Resource or NotResource.", element);
        }
        resources = in.texts(element);
        exceptResources = except;
        for (String resource : resources) {
            if (ArnPattern.of(resource, true) == null) {
                throw in.wrong(
                        "Resource " + PolicyParser.shown(resource) + " must be in ARN format or \"*\".", element);
            }
        }
    }

    void principals(boolean except, Cursor in, String element) throws IOException {
        if (kind == DocumentKind.IDENTITY) {
            throw in.wrong("Policy document should not specify a principal.", element);
        }
        if (principals != null) {
            throw in.wrong("Syntax errors in policy: a statement has either Principal or NotPrincipal.", element);
        }
        if (in.token() == JsonToken.VALUE_STRING) {
            String text = in.text(element);
            if (!text.equals("*")) {
                throw in.wrong("Invalid principal in policy: \"" + PolicyParser.shown(text) + "\"", element);
            }
            principals = new Principals(Set.of("*"), Set.of(), Set.of(), except);
            return;
        }
        in.expect(JsonToken.START_OBJECT, "\"*\" or an object of principals", element);
        Set<String> aws = new HashSet<>();
        Set<String> services = new HashSet<>();
        Set<String> others = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (String type = in.name(); type != null; type = in.name()) {
            in.once(seen, type, element);
            in.next();
            String typePath = element + "." + type;
            for (String value : in.texts(typePath)) {
                switch (type) {
                    case "AWS" -> aws.add(aws(value, in, typePath));
                    case "Service" -> services.add(service(value, in, typePath));
                    case "Federated", "CanonicalUser" -> others.add(value);
                    default ->
                        throw in.wrong("Invalid principal in policy: \"" + PolicyParser.shown(type) + "\"", typePath);
                }
            }
        }
        principals = new Principals(aws, services, others, except);
    }

    private static String aws(String value, Cursor in, String element) {
        boolean good = value.equals("*")
                || value.matches("[0-9]{12}")
                || value.matches("arn:aws:iam::[0-9]{12}:(root|(user|role)/[\\w+=,.@/-]{1,600})")
                || value.matches("arn:aws:sts::[0-9]{12}:assumed-role/[\\w+=,.@-]{1,64}/[\\w+=,.@-]{2,64}");
        if (!good) {
            throw in.wrong("Invalid principal in policy: \"AWS\":\"" + PolicyParser.shown(value) + "\"", element);
        }
        return value;
    }

    private static String service(String value, Cursor in, String element) {
        if (!value.matches("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){1,4}")) {
            throw in.wrong("Invalid principal in policy: \"SERVICE\":\"" + PolicyParser.shown(value) + "\"", element);
        }
        return value;
    }

    void condition(OperatorWord operator, String key, List<String> values) {
        conditions.add(new Key(operator, key, values));
    }

    void end(JsonLocation location) {
        end = location;
    }

    /** @throws MalformedPolicyException when the statement lacks an element */
    Statement compile(int number, boolean variables) {
        if (effect == null) {
            throw missing("Effect");
        }
        if (actions == null) {
            throw missing("Action");
        }
        if (kind != DocumentKind.IDENTITY && principals == null) {
            throw missing("Principal");
        }
        if (kind == DocumentKind.IDENTITY && resources == null) {
            throw missing("Resource");
        }
        return new Statement(
                number,
                sid,
                effect,
                principals,
                new Statement.Actions(actions.stream().map(ActionPattern::of).toList(), exceptActions),
                resources == null ? null : new Statement.Resources(patterns(resources, variables), exceptResources),
                conditions.stream()
                        .map(each -> Condition.of(
                                each.operator().operator(),
                                each.operator().quantifier(),
                                each.operator().ifExists(),
                                each.key(),
                                each.values(),
                                variables))
                        .toList(),
                new Statement.Span(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr()));
    }

    private static List<ArnPattern> patterns(List<String> texts, boolean variables) {
        List<ArnPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            ArnPattern pattern = ArnPattern.of(text, variables);
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private MalformedPolicyException missing(String element) {
        return new MalformedPolicyException(
                "Missing required field " + element, start.getLineNr(), start.getColumnNr(), path);
    }
}
