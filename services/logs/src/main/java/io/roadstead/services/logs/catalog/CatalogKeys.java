package io.roadstead.services.logs.catalog;

import io.roadstead.core.model.Scope;
import io.roadstead.store.Key;
import org.jspecify.annotations.Nullable;

/**
 * Where groups and streams stand in the Store: {@code <account>/<region>/log-group/<name>} and
 * {@code <account>/<region>/log-stream/<group's id>/<name>}. Names may hold {@code /} and no {@code :}, so the one
 * stands for the other.
 */
final class CatalogKeys {
    private static final String GROUP = "log-group";
    private static final String STREAM = "log-stream";

    private CatalogKeys() {}

    static Key group(Scope scope, String name) {
        return Key.of(scope.account(), scope.region(), GROUP, part(name));
    }

    static Key stream(Scope scope, String groupId, String name) {
        return Key.of(scope.account(), scope.region(), STREAM, groupId, part(name));
    }

    /** What a stored record is; null for those of others. */
    static @Nullable Class<? extends Record> typeOf(Key key) {
        if (is(key, GROUP)) {
            return LogGroup.class;
        }
        return is(key, STREAM) ? LogStream.class : null;
    }

    private static String part(String name) {
        return name.replace('/', ':');
    }

    private static boolean is(Key key, String kind) {
        String path = key.path();
        int region = path.indexOf('/');
        int at = path.indexOf('/', region + 1) + 1;
        return region > 0 && at > 0 && path.startsWith(kind + "/", at);
    }
}
