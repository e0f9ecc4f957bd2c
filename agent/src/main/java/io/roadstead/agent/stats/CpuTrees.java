package io.roadstead.agent.stats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CPU time of the cgroups that containers have in common: one short read tells that none of a hundred containers did
 * anything since the last look.
 *
 * <p>Its rule: a tree is read before any container in it, once in each look. So when it stands at its second look where
 * it stood at its first, no container below can have moved since it was itself read within the first.
 */
final class CpuTrees implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CpuTrees.class);

    private final Map<Path, Tree> trees = new HashMap<>();
    private long look;

    private static final class Tree {
        final KernelFile file;
        long seen;
        long seenIn;
        boolean stands;

        Tree(KernelFile file) {
            this.file = file;
        }
    }

    /** A look at all containers begins; trees of which the one before had no container are let go. */
    void next() {
        trees.values().removeIf(tree -> {
            boolean unused = tree.seenIn < look;
            if (unused) {
                close(tree);
            }
            return unused;
        });
        look++;
    }

    /**
     * Whether no container of this tree has used CPU time since the look before.
     *
     * @param path as {@link Counters#treeCpu} names it
     */
    boolean stands(Path path) {
        Tree tree = trees.get(path);
        if (tree != null && tree.seenIn == look) {
            return tree.stands;
        }
        try {
            if (tree == null) {
                tree = new Tree(KernelFile.open(path));
                tree.seen = -1;
                trees.put(path, tree);
            }
            long now = Counters.treeCpu(tree.file, path);
            tree.stands = now == tree.seen;
            tree.seen = now;
            tree.seenIn = look;
            return tree.stands;
        } catch (IOException e) {
            LOG.debug("The CPU time of all containers below {} cannot be read; each is looked at", path, e);
            if (tree != null) {
                trees.remove(path);
                close(tree);
            }
            return false;
        }
    }

    @Override
    public void close() {
        trees.values().forEach(CpuTrees::close);
        trees.clear();
    }

    private static void close(Tree tree) {
        try {
            tree.file.close();
        } catch (IOException e) {
            LOG.debug("A file of the kernel's did not close cleanly", e);
        }
    }
}
