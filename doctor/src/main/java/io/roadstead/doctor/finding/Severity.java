package io.roadstead.doctor.finding;

/** How bad it is, worst first. The exit status is the one monitoring plugins use: 2, 1, 0. */
public enum Severity {
    /** Something that is wanted does not run. */
    ERROR(2),
    /** It runs, and will not for long, or not as it should. */
    WARNING(1),
    /** Worth knowing; nothing is broken. */
    INFO(0);

    private final int exitStatus;

    Severity(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    public int exitStatus() {
        return exitStatus;
    }
}
