package io.roadstead.doctor.finding;

/** The same sentence in both languages. */
public record Words(String en, String ja) {
    public static Words of(String en, String ja) {
        return new Words(en, ja);
    }

    public String in(Language language) {
        return switch (language) {
            case EN -> en;
            case JA -> ja;
        };
    }
}
