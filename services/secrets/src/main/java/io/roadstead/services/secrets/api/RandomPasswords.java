package io.roadstead.services.secrets.api;

import io.roadstead.wire.Caller;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;

/** Passwords drawn for those who make a secret of them. Nothing of them is kept. */
final class RandomPasswords {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String NUMBERS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final long LENGTH = 32;
    private static final long MOST = 4096;

    private final SecureRandom random = new SecureRandom();

    GetRandomPasswordResponse draw(Caller caller, GetRandomPasswordRequest request) {
        long length = request.passwordLength() == null ? LENGTH : request.passwordLength();
        if (length < 1 || length > MOST) {
            throw SecretRules.invalid("PasswordLength must be between 1 and " + MOST + ".");
        }
        String excluded = request.excludeCharacters() == null ? "" : request.excludeCharacters();
        List<String> kinds = new ArrayList<>();
        add(kinds, LOWER, request.excludeLowercase(), excluded);
        add(kinds, UPPER, request.excludeUppercase(), excluded);
        add(kinds, NUMBERS, request.excludeNumbers(), excluded);
        add(kinds, PUNCTUATION, request.excludePunctuation(), excluded);
        if (Boolean.TRUE.equals(request.includeSpace())) {
            add(kinds, " ", false, excluded);
        }
        if (kinds.isEmpty()) {
            throw SecretRules.invalid("No characters are left to draw a password from: exclude fewer.");
        }
        boolean each = !Boolean.FALSE.equals(request.requireEachIncludedType());
        if (each && length < kinds.size()) {
            throw SecretRules.invalid("The password length " + length + " is too short for one character of each of "
                    + kinds.size() + " types: set RequireEachIncludedType to false, or ask for a longer one.");
        }
        List<Character> drawn = new ArrayList<>();
        if (each) {
            kinds.forEach(kind -> drawn.add(of(kind)));
        }
        String all = String.join("", kinds);
        while (drawn.size() < length) {
            drawn.add(of(all));
        }
        Collections.shuffle(drawn, random);
        StringBuilder password = new StringBuilder();
        drawn.forEach(password::append);
        return GetRandomPasswordResponse.builder()
                .randomPassword(password.toString())
                .build();
    }

    private char of(String letters) {
        return letters.charAt(random.nextInt(letters.length()));
    }

    private static void add(List<String> kinds, String letters, @Nullable Boolean left, String excluded) {
        StringBuilder kept = new StringBuilder();
        letters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(c -> kept.append((char) c));
        if (!Boolean.TRUE.equals(left) && !kept.isEmpty()) {
            kinds.add(kept.toString());
        }
    }
}
