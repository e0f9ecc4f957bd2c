package io.roadstead.bench;

import java.util.List;

/** What several samples say together. */
record Statistics(double least, double median, double most) {
    /** @param samples at least one, in any order */
    static Statistics of(List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("there is no median of no samples");
        }
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Statistics(sorted.getFirst(), median, sorted.getLast());
    }
}
