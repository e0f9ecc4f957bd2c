package io.roadstead.control.index;

import io.roadstead.store.Key;
import io.roadstead.store.Revision;

/** A record with its name and the commit that last wrote it. */
public record Versioned<T>(Key key, T record, Revision revision) {}
