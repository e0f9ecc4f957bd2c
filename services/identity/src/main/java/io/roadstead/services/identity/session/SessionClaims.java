package io.roadstead.services.identity.session;

import io.roadstead.core.model.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session token says, in the words of whoever signed it.
 *
 * @param principalArn the role assumed
 * @param roleId the role's id then: a later role of its name is another
 * @param sessionName chosen by who assumed it
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

    /** For example {@code arn:aws:sts::000000000000:assumed-role/web/one}. */
    public String arn() {
        return "arn:aws:sts::" + account + ":assumed-role/" + principalArn.substring(principalArn.lastIndexOf('/') + 1)
                + "/" + sessionName;
    }
}
