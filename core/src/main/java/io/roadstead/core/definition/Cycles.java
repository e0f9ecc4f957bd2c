package io.roadstead.core.definition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether things that wait for each other would wait for ever. */
public final class Cycles {
    private Cycles() {}

    /**
     * Takes away, again and again, what waits for nothing that is left.
     *
     * @param waitsFor names by name; a name that is no key is waited for in vain by nobody
     * @return whether anything is left
     */
    public static boolean among(Map<String, List<String>> waitsFor) {
        Map<String, List<String>> left = new HashMap<>(waitsFor);
        while (left.values().removeIf(names -> names.stream().noneMatch(left::containsKey))) {
            // Each round takes one away at least, so there are no more rounds than names.
        }
        return !left.isEmpty();
    }
}
