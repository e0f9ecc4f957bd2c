package io.roadstead.agent.imds;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who knows the credentials of the host's instance profile. May block; answers the same until they are renewed. */
@FunctionalInterface
public interface ProfileCredentials {
    /** A host without an instance profile. */
    ProfileCredentials NONE = Optional::empty;

    /**
     * What is known.
     *
     * @param code {@code Success}, or what went wrong in the metadata service's words
     * @param message of what went wrong, empty otherwise
     * @param profileArn absent for a profile that there is not
     * @param role absent for a profile without one
     * @param keys absent where there is no role, or it may not be assumed
     */
    record Known(
            String code,
            String message,
            @Nullable String profileArn,
            @Nullable String profileId,
            @Nullable String role,
            @Nullable Keys keys) {}

    /** Temporary credentials; instants as they are told. */
    record Keys(String lastUpdated, String accessKeyId, String secretAccessKey, String token, String expiration) {
        /** Without the secrets, for logs. */
        @Override
        public String toString() {
            return "Keys[" + accessKeyId + ", expires " + expiration + "]";
        }
    }

    /** Empty where there is no profile, and while nobody can be asked. */
    Optional<Known> get();
}
