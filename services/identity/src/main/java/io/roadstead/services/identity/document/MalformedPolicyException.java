package io.roadstead.services.identity.document;

/**
 * A document that is no policy. Its message is IAM's sentence followed by where: {@code Missing required field Resource
 * (line 4, column 5, at Statement[0])}. It is an answer, not a fault, so it carries no stack trace.
 */
public final class MalformedPolicyException extends RuntimeException {
    private final int line;
    private final int column;
    private final String path;

    /**
     * @param line from 1
     * @param column from 1
     * @param path for example {@code Statement[0].Action}; empty for the document itself
     */
    MalformedPolicyException(String sentence, int line, int column, String path) {
        super(
                sentence + " (line " + line + ", column " + column + (path.isEmpty() ? "" : ", at " + path) + ")",
                null,
                false,
                false);
        this.line = line;
        this.column = column;
        this.path = path;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    public String path() {
        return path;
    }

    /** What the client reads. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
