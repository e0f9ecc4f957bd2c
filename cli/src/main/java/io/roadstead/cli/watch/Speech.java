package io.roadstead.cli.watch;

import io.roadstead.doctor.finding.Language;

/** What the picture says in its own words; the words of ECS are the same in all languages. */
record Speech(Language language) {
    String say(String en, String ja) {
        return switch (language) {
            case EN -> en;
            case JA -> ja;
        };
    }
}
