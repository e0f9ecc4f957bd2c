package io.roadstead.doctor.finding;

import java.util.Locale;

/** The languages the doctor speaks. */
public enum Language {
    EN,
    JA;

    /** {@code ja} for a {@code LANG} such as {@code ja_JP.UTF-8}, English for everything else. */
    public static Language ofLang(String lang) {
        return lang.toLowerCase(Locale.ROOT).startsWith("ja") ? JA : EN;
    }

    /** As in file names and options: {@code en}, {@code ja}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
