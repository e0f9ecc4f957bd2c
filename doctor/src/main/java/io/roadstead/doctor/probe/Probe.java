package io.roadstead.doctor.probe;

import io.roadstead.doctor.facts.ClusterFacts;
import io.roadstead.doctor.finding.Finding;
import io.roadstead.doctor.finding.Words;
import java.util.List;

/** Looks for one kind of trouble. It reads nothing but the facts, so that the same facts give the same findings. */
public interface Probe {
    /** What is looked at, for the tree of what was checked. */
    Words looksAt();

    /** What is wrong, the gravest first; nothing where all is well. */
    List<Finding> examine(ClusterFacts facts);
}
