package io.roadstead.doctor.call;

import io.roadstead.wire.client.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * How policies decided on a refused call.
 *
 * @param explanation which statement of which policy decided; empty when that is not known
 * @param policy the policy of the statement that denied it; empty when none did
 * @param statement its place in the policy, from 1
 * @param nearMisses statements that nearly allow it, the nearest first
 */
public record Decided(String explanation, String policy, int statement, List<String> nearMisses) {
    /** Policies had no say, or nobody knows which. */
    public static final Decided UNKNOWN = new Decided("", "", 0, List.of());

    public Decided {
        nearMisses = List.copyOf(nearMisses);
    }

    /** @param denial one of an answer of ListDenials */
    public static Decided of(Json denial) {
        boolean denies = denial.path("decision").text().equals("explicitDeny");
        Json statement = denies ? denial.path("statements").first() : Json.NOTHING;
        List<String> near = new ArrayList<>();
        denial.path("nearMisses").forEach(one -> near.add(one.text()));
        return new Decided(
                denial.path("explanation").text(),
                statement.path("policy").text(),
                (int) statement.path("number").number(),
                near);
    }

    /** Whether a statement that is known denied it. */
    boolean denies() {
        return statement > 0 && !policy.isEmpty();
    }
}
