package io.roadstead.doctor.facts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call of a task's application that policies did not allow.
 *
 * @param at when, the latest time; absent when the source does not tell
 * @param text as the source has it
 * @param source where it stands
 * @param roleCreatedAt when the role that called was made; absent when that is not known
 * @param now what the role's policies say of the same call now; absent when they could not be read
 * @param executionRole what those of the task's execution role say; absent without one, or when it called itself
 */
public record DenialFact(
        @Nullable Instant at,
        String taskArn,
        DenialSentence sentence,
        String text,
        String source,
        @Nullable Instant roleCreatedAt,
        @Nullable Judgement now,
        @Nullable Judgement executionRole) {}
