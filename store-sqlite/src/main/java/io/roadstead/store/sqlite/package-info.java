/**
 * The embedded default store: the whole state in memory, an SQLite file as the durable table behind it. Nothing else in
 * the house knows of JDBC.
 */
package io.roadstead.store.sqlite;
