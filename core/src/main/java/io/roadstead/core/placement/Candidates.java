package io.roadstead.core.placement;

import io.roadstead.core.Ids;

/**
 * The rows that may take the next of a request's equal tasks. Two ways to the same choice, number drawn for number drawn:
 * looking at all of them anew for each task, or keeping them in order meanwhile, which pays when the tasks are many.
 */
sealed interface Candidates permits ScannedCandidates, RankedCandidates {
    /** From how many tasks on the order is worth its making. */
    int RANKED_FROM = 8;

    /**
     * @param fitting the rows that pass the filters, ascending; taken over
     * @param count how many of them there are
     * @param rankedFrom the least number of tasks for which they are kept in order, where that can be done
     */
    static Candidates of(PlacementRequest request, Preferences preferences, int[] fitting, int count, int rankedFrom) {
        if (request.count() >= rankedFrom && !preferences.none()) {
            RankedCandidates ranked = RankedCandidates.of(preferences, request.demand(), fitting, count);
            if (ranked != null) {
                return ranked;
            }
        }
        return new ScannedCandidates(preferences, fitting, count);
    }

    boolean isEmpty();

    /** One of the rows that the strategies prefer to all others, each as likely as the next. */
    int draw(Ids ids);

    /**
     * The row last drawn has taken its task, and the preferences know.
     *
     * @param fits whether it may take another
     */
    void placed(int row, boolean fits);
}
