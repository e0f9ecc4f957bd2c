package io.roadstead.doctor.finding;

import java.util.List;

/**
 * One thing that is wrong.
 *
 * @param article the slug of the knowledge-center article that tells all about it
 * @param subject the ARN of what it is wrong with
 * @param evidence never empty: what was not seen is not said
 * @param fix the best first
 */
public record Finding(
        String article,
        Severity severity,
        String subject,
        Words cause,
        List<Evidence> evidence,
        List<Fix> fix,
        Confidence confidence) {
    public Finding {
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("a finding of " + article + " about " + subject + " has no evidence");
        }
        evidence = List.copyOf(evidence);
        fix = List.copyOf(fix);
    }
}
