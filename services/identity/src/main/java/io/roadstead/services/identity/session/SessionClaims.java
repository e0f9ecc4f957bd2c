package io.roadstead.services.identity.session;

import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session token says, in the words of whoever signed it.
 *
 * @param principalArn the role assumed; of GetSessionToken's credentials who asked for them, a user or an account's root
 * @param roleId its id then: a later role, or user, of its name is another; empty for root
 * @param sessionName chosen by who assumed it; empty where no role was
 * @param policy the session policy given; absent when none was
 * @param policyArns managed policies given as session policies
 * @param nonce makes the credentials of two equal calls differ
 */
public record SessionClaims(
        String account,
        String principalArn,
        String roleId,
        String sessionName,
        List<Tag> tags,
        @Nullable String policy,
        List<String> policyArns,
        Instant issuedAt,
        Instant expiresAt,
        String nonce) {
    public SessionClaims {
        tags = List.copyOf(tags);
        policyArns = List.copyOf(policyArns);
    }

    /** Whether these are credentials of a role that was assumed, and not somebody's own for a time. */
    public boolean isOfRole() {
        return principalArn.contains(":role/");
    }

    /** For example {@code arn:aws:sts::000000000000:assumed-role/web/one}. */
    public String arn() {
        if (!isOfRole()) {
            return principalArn;
        }
        return "arn:aws:sts::" + account + ":assumed-role/" + principalArn.substring(principalArn.lastIndexOf('/') + 1)
                + "/" + sessionName;
    }
}
