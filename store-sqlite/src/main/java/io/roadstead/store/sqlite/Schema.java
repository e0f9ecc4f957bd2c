package io.roadstead.store.sqlite;

import java.util.List;

/**
 * The file's form, as the steps that lead to it: step <i>n</i> makes version <i>n</i> + 1 of version <i>n</i>, and an
 * empty file is version 0. A step that was released is never changed; a new form is a new step.
 *
 * @param steps each a list of SQL statements, done in one SQL transaction together with the version's number
 */
record Schema(List<List<String>> steps) {
    /** "Road" in ASCII: the file's application_id, by which we know our own. */
    static final int APPLICATION_ID = 0x526F6164;

    static final Schema CURRENT = new Schema(List.of(List.of(
            // A rowid table: WITHOUT ROWID was measured at a third of its speed. Source: pitfalls, "Measured".
            "create table record (key text not null primary key, value blob not null, revision integer not null)",
            // A ring: the slot is the revision modulo the number of operations remembered. Every commit has an
            // operation, so the newest one's revision is the store's.
            "create table operation (slot integer primary key, id text not null, revision integer not null)",
            "create table lease (name text not null primary key, number integer not null, holder text, until text not null)",
            // Counts the transactions that failed. Writing it overwrites in the log what such a one may have left.
            "create table fence (id integer primary key check (id = 1), number integer not null)",
            "insert into fence values (1, 0)")));

    Schema {
        steps = steps.stream().map(List::copyOf).toList();
    }

    int version() {
        return steps.size();
    }
}
