package io.roadstead.doctor.finding;

/**
 * What was seen, as the source said it: never translated, never rounded.
 *
 * @param source who said it, such as {@code DescribeTasks stoppedReason}
 * @param text what it said
 */
public record Evidence(String source, String text) {}
