package io.roadstead.services.identity.session;

import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a caller beyond what its signature says.
 *
 * @param id of the user or the role; empty when there is none of that name
 * @param roleArn the role that a session is of, with its path; empty for others
 * @param since when a session began; absent when that is not known
 */
public record KnownCaller(
        String id, String roleArn, @Nullable Instant since) {
    private static final KnownCaller NOTHING = new KnownCaller("", "", null);
    private static final String USER = "user/";
    private static final String SESSION = "assumed-role/";

    public static KnownCaller of(Caller caller, Directory directory, IdentityKeys keys) {
        String account = caller.scope().account();
        String[] parts = caller.arn().split(":", 6);
        String resource = parts.length == 6 ? parts[5] : "";
        if (resource.startsWith(USER)) {
            return directory
                    .find(Kind.USER, account, resource.substring(resource.lastIndexOf('/') + 1))
                    .map(user -> new KnownCaller(user.entity().id(), "", null))
                    .orElse(NOTHING);
        }
        if (!resource.startsWith(SESSION)) {
            return NOTHING;
        }
        Optional<SessionClaims> claims = keys.claims(caller.accessKeyId());
        if (claims.isPresent()) {
            SessionClaims said = claims.get();
            return new KnownCaller(said.roleId(), said.principalArn(), said.issuedAt());
        }
        return directory
                .find(Kind.ROLE, account, resource.split("/", 3)[1])
                .map(role -> new KnownCaller(role.entity().id(), role.arn(), null))
                .orElse(NOTHING);
    }
}
