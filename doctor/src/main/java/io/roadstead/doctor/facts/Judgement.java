package io.roadstead.doctor.facts;

import java.util.List;

/**
 * What policies say of one action.
 *
 * @param denies whether a statement denies it; otherwise none allows it, where it is not allowed
 * @param why the statement that decided, for a person, for example {@code statement 2 of … denies ecs:RunTask}
 * @param policy the name of the policy of that statement; empty when none decided
 * @param statement its place in the document, from 1; 0 when none decided
 * @param nearMisses statements that speak of the action and do not allow it, the nearest first
 */
public record Judgement(
        boolean allowed, boolean denies, String why, String policy, int statement, List<Near> nearMisses) {
    public Judgement {
        nearMisses = List.copyOf(nearMisses);
    }

    /**
     * A statement that nearly allows it.
     *
     * @param statement its place in its document, from 1
     * @param text the whole of it, for a person
     */
    public record Near(int statement, String text, List<Gap> gaps) {
        public Near {
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * What is otherwise than the statement asks.
     *
     * @param key the condition key; empty unless it is a condition
     * @param wanted what the statement names
     * @param had what was asked for; empty when the request does not have the key
     */
    public record Gap(Lack lack, String key, List<String> wanted, String had) {
        public Gap {
            wanted = List.copyOf(wanted);
        }
    }

    /** What a gap is about. */
    public enum Lack {
        PRINCIPAL,
        RESOURCE,
        CONDITION
    }
}
