package io.roadstead.control.write;

import io.roadstead.control.Pauses;
import io.roadstead.control.index.Index;
import io.roadstead.core.Ids;
import io.roadstead.core.model.Scope;
import io.roadstead.store.Store;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** One {@link Writer} for each cluster, and one for what belongs to a scope as a whole, made when first asked for. */
public final class Writers implements AutoCloseable {
    private final Store store;
    private final Index index;
    private final Ids ids;
    private final Pauses pauses;
    private final ConcurrentMap<String, Writer> writers = new ConcurrentHashMap<>();

    public Writers(Store store, Index index, Ids ids) {
        this(store, index, ids, Pauses.REAL);
    }

    /** @param pauses how a writer waits before it asks again what became of a commit */
    public Writers(Store store, Index index, Ids ids, Pauses pauses) {
        this.store = store;
        this.index = index;
        this.ids = ids;
        this.pauses = pauses;
    }

    /** For a cluster's tasks, instances, allocations, connections and tokens. */
    public Writer ofCluster(Scope scope, String cluster) {
        return writer(scope.account() + "/" + scope.region() + "/" + cluster);
    }

    /** For clusters themselves and task definitions. */
    public Writer ofScope(Scope scope) {
        return writer(scope.account() + "/" + scope.region());
    }

    /** For accounts and their keys. */
    public Writer ofAccounts() {
        return writer("-");
    }

    @Override
    public void close() {
        writers.values().forEach(Writer::close);
    }

    private Writer writer(String name) {
        return writers.computeIfAbsent(name, n -> new Writer(n, store, index, ids, pauses));
    }
}
