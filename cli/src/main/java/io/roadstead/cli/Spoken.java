package io.roadstead.cli;

import io.roadstead.doctor.finding.Language;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --lang}, of the commands that speak more than one language. */
final class Spoken {
    @Option(names = "--lang", paramLabel = "en|ja", description = "The language; by LANG when it is not given.")
    @Nullable
    String lang;

    /** @throws CommandFailure when it is a language that is not spoken here */
    Language language(Map<String, String> environment) {
        if (lang == null) {
            String told = environment.getOrDefault("LC_ALL", "");
            return Language.ofLang(told.isEmpty() ? environment.getOrDefault("LANG", "") : told);
        }
        return switch (lang.toLowerCase(Locale.ROOT)) {
            case "en" -> Language.EN;
            case "ja" -> Language.JA;
            default -> throw new CommandFailure("--lang " + lang + " is not spoken here: give en or ja.");
        };
    }
}
