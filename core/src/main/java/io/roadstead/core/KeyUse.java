package io.roadstead.core;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Something that master keys made and that needs them: an old key is let go only when no use of it is left. See {@link
 * Sealing}.
 */
public interface KeyUse {
    /** What it is, for operators, in the plural: {@code secrets}. */
    String what();

    /** How many of them need which key, by the key's id; {@link Sealing#FIRST} for what needs a first key that is gone. */
    Map<String, Integer> byKey();

    /**
     * Makes anew with the current key what another made. It stays usable throughout; whatever is not done yet when this
     * stops or throws, a later call does.
     *
     * @param goOn asked before each: whether to do it
     * @return how many were made anew
     */
    int renew(BooleanSupplier goOn);
}
