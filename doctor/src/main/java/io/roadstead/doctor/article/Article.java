package io.roadstead.doctor.article;

import io.roadstead.doctor.finding.Words;
import java.util.Optional;

/**
 * A row of the knowledge center.
 *
 * @param slug its name, as in the address of AWS's article of the same topic
 * @param waitsFor what has to be built before its symptom can happen here; absent when it can
 */
public record Article(String slug, Words title, Optional<Words> waitsFor) {}
