package io.roadstead.doctor.facts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a policy's document each statement begins: IAM's evaluation tells lines and columns, people count statements. */
final class StatementPlaces {
    /** Of a document's braces and brackets: the object, its list of statements, a statement. */
    private static final int STATEMENT_DEPTH = 3;

    /** As offsets. */
    private final List<Integer> beginnings = new ArrayList<>();

    private final String document;

    /** @param document JSON that IAM took */
    StatementPlaces(String document) {
        this.document = document;
        boolean inText = false;
        int depth = 0;
        String name = "";
        int textFrom = 0;
        boolean listed = false;
        for (int at = 0; at < document.length(); at++) {
            char c = document.charAt(at);
            if (inText) {
                if (c == '\\') {
                    at++;
                } else if (c == '"') {
                    inText = false;
                    name = depth == 1 ? document.substring(textFrom, at) : name;
                }
            } else if (c == '"') {
                inText = true;
                textFrom = at + 1;
            } else if (c == '{' || c == '[') {
                depth++;
                // Where there is but one, it may stand without the list's brackets.
                listed = depth == STATEMENT_DEPTH - 1 ? c == '[' : listed;
                boolean statement = depth == STATEMENT_DEPTH - (listed ? 0 : 1);
                if (name.equals("Statement") && c == '{' && statement) {
                    beginnings.add(at);
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    int statements() {
        return beginnings.size();
    }

    /**
     * Which statement a place is in, from 1; absent when it is in none.
     *
     * @param line from 1
     * @param column from 1
     */
    @Nullable
    Integer statementAt(int line, int column) {
        int offset = 0;
        for (int lines = 1; lines < line; lines++) {
            offset = document.indexOf('\n', offset) + 1;
            if (offset == 0) {
                return null;
            }
        }
        int place = offset + column - 1;
        int number = 0;
        for (int beginning : beginnings) {
            if (beginning <= place) {
                number++;
            }
        }
        return number == 0 ? null : number;
    }
}
