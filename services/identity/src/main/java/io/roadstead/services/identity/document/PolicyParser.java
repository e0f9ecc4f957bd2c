package io.roadstead.services.identity.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.roadstead.services.identity.policy.Policy;
import io.roadstead.services.identity.policy.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy document, once through and within fixed bounds, and compiles it. Sentences are IAM's where it has one;
 * behind each stands where in the document it applies.
 */
public final class PolicyParser {
    /** The longest document IAM's operations take. Source: IAM API reference, PolicyDocument. */
    public static final int MAX_CHARACTERS = 131_072;

    /** A well-formed document nests six deep. */
    public static final int MAX_DEPTH = 12;

    public static final int MAX_STATEMENTS = 1_000;

    /** Keys of all Condition blocks together. */
    public static final int MAX_CONDITIONS = 2_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_CHARACTERS)
                    .maxNumberLength(100)
                    .build())
            // Names come from clients: interning them would let anyone fill the JVM's string table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Cursor in;
    private final DocumentKind kind;
    private final Set<String> sids = new HashSet<>();
    private int conditions;

    private PolicyParser(Cursor in, DocumentKind kind) {
        this.in = in;
        this.kind = kind;
    }

    /** @throws MalformedPolicyException saying what is wrong and where */
    public static Policy parse(String text, DocumentKind kind) {
        if (text.length() > MAX_CHARACTERS) {
            throw new MalformedPolicyException(
                    "The policy has " + text.length() + " characters, and at most " + MAX_CHARACTERS + " are read.",
                    1,
                    1,
                    "");
        }
        try (JsonParser json = FACTORY.createParser(text)) {
            return new PolicyParser(new Cursor(json), kind).document();
        } catch (StreamConstraintsException e) {
            throw at(
                    e.getLocation(),
                    "Syntax errors in policy: it nests deeper than " + MAX_DEPTH
                            + " levels, or holds a number of more than 100 digits.");
        } catch (JsonProcessingException e) {
            throw at(e.getLocation(), "This policy contains invalid Json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long IAM takes a document to be: white space does not count. Source: IAM user guide, "IAM quotas". */
    public static int size(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                size++;
            }
        }
        return size;
    }

    private static MalformedPolicyException at(@Nullable JsonLocation location, String sentence) {
        return location == null
                ? new MalformedPolicyException(sentence, 1, 1, "")
                : new MalformedPolicyException(sentence, location.getLineNr(), location.getColumnNr(), "");
    }

    private Policy document() throws IOException {
        if (in.next() != JsonToken.START_OBJECT) {
            throw in.wrong("Syntax errors in policy: it must be a JSON object.", "");
        }
        String version = null;
        List<Draft> drafts = null;
        Set<String> seen = new HashSet<>();
        for (String name = in.name(); name != null; name = in.name()) {
            in.once(seen, name, "");
            in.next();
            switch (name) {
                case "Version" -> version = version();
                case "Id" -> in.text("Id");
                case "Statement" -> drafts = statements();
                default ->
                    throw in.wrong("Syntax errors in policy: a policy has no element " + shown(name) + ".", name);
            }
        }
        JsonLocation end = in.location();
        if (in.next() != null) {
            throw in.wrong("This policy contains invalid Json: it goes on after its object ended.", "");
        }
        if (drafts == null) {
            throw at(end, "Missing required field Statement");
        }
        // Without a Version it is the first, whose policies have no variables.
        String said = version == null ? Policy.FIRST : version;
        List<Statement> statements = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            statements.add(draft.compile(statements.size() + 1, said.equals(Policy.CURRENT)));
        }
        return new Policy(said, statements);
    }

    private String version() throws IOException {
        String version = in.text("Version");
        if (!version.equals(Policy.CURRENT) && !version.equals(Policy.FIRST)) {
            throw in.wrong("Policy document must be version 2012-10-17 or greater.", "Version");
        }
        return version;
    }

    private List<Draft> statements() throws IOException {
        List<Draft> drafts = new ArrayList<>();
        if (in.token() == JsonToken.START_OBJECT) {
            drafts.add(statement("Statement"));
            return drafts;
        }
        in.expect(JsonToken.START_ARRAY, "a list of statements", "Statement");
        while (in.next() != JsonToken.END_ARRAY) {
            String path = "Statement[" + drafts.size() + "]";
            in.expect(JsonToken.START_OBJECT, "an object", path);
            if (drafts.size() == MAX_STATEMENTS) {
                throw in.wrong("A policy has at most " + MAX_STATEMENTS + " statements.", path);
            }
            drafts.add(statement(path));
        }
        if (drafts.isEmpty()) {
            throw in.wrong("Syntax errors in policy: there is no statement.", "Statement");
        }
        return drafts;
    }

    private Draft statement(String path) throws IOException {
        Draft draft = new Draft(kind, path, in.location());
        Set<String> seen = new HashSet<>();
        for (String name = in.name(); name != null; name = in.name()) {
            in.once(seen, name, path);
            in.next();
            String element = path + "." + name;
            switch (name) {
                case "Sid" -> draft.sid(sid(element));
                case "Effect" -> draft.effect(in.text(element), in, element);
                case "Action", "NotAction" -> draft.actions(name.startsWith("Not"), in, element);
                case "Resource", "NotResource" -> draft.resources(name.startsWith("Not"), in, element);
                case "Principal", "NotPrincipal" -> draft.principals(name.startsWith("Not"), in, element);
                case "Condition" -> conditions(draft, element);
                default ->
                    throw in.wrong("Syntax errors in policy: a statement has no element " + shown(name) + ".", element);
            }
        }
        draft.end(in.location());
        return draft;
    }

    private String sid(String path) throws IOException {
        String sid = in.text(path);
        // A resource's policy may have any text here.
        if (kind == DocumentKind.IDENTITY && !sid.chars().allMatch(PolicyParser::isAlphanumeric)) {
            throw in.wrong(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                            + " [0-9A-Za-z]*",
                    path);
        }
        if (!sid.isEmpty() && !sids.add(sid)) {
            throw in.wrong("Statement IDs (SID) in a single policy must be unique.", path);
        }
        return sid;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private void conditions(Draft draft, String path) throws IOException {
        in.expect(JsonToken.START_OBJECT, "an object of operators", path);
        Set<String> operators = new HashSet<>();
        for (String word = in.name(); word != null; word = in.name()) {
            in.once(operators, word, path);
            String operatorPath = path + "." + word;
            OperatorWord operator = OperatorWord.of(word);
            if (operator == null) {
                throw in.wrong("Invalid Condition type : " + shown(word) + ".", operatorPath);
            }
            in.next();
            in.expect(JsonToken.START_OBJECT, "an object of condition keys", operatorPath);
            Set<String> keys = new HashSet<>();
            for (String key = in.name(); key != null; key = in.name()) {
                in.once(keys, key, operatorPath);
                if (++conditions > MAX_CONDITIONS) {
                    throw in.wrong("A policy has at most " + MAX_CONDITIONS + " conditions.", operatorPath);
                }
                condition(draft, operator, key, operatorPath + "." + key);
            }
        }
    }

    private void condition(Draft draft, OperatorWord operator, String key, String path) throws IOException {
        if (key.indexOf(':') <= 0) {
            throw in.wrong("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", path);
        }
        in.next();
        List<String> values = in.scalars(path);
        for (String value : values) {
            if (!operator.operator().takes(value)) {
                throw in.wrong(
                        "Syntax errors in policy: " + shown(value) + " is no value for "
                                + operator.operator().word() + ".",
                        path);
            }
        }
        draft.condition(operator, key, values);
    }

    /** A client's text within a sentence: not all of it if it is long. */
    static String shown(String text) {
        int most = 100;
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
