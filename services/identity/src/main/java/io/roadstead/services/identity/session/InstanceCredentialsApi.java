package io.roadstead.services.identity.session;

import io.roadstead.core.RoleSessions;
import io.roadstead.core.RoleSessions.Assumption;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.InstanceProfile;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The credentials of an instance profile's role, for a host that offers them by a metadata service of its own: the
 * operation GetInstanceCredentials of our own service. {@code code} is the metadata service's own word for how it went.
 *
 * <p>Input: {@code instanceProfile}, a name, and {@code instanceId}, which names the session.
 */
public final class InstanceCredentialsApi implements OwnOperation {
    /** Whom the role must trust. */
    private static final String SERVICE = "ec2.amazonaws.com";

    /** As EC2's. */
    private static final Duration LIFETIME = Duration.ofHours(6);

    private static final Pattern INSTANCE = Pattern.compile("i-[0-9a-f]{8,17}");

    private final Directory directory;
    private final RoleSessions sessions;
    private final InstantSource clock;
    private final boolean enforced;

    /** @param enforced whether a role that does not trust EC2 gives no credentials */
    public InstanceCredentialsApi(Directory directory, RoleSessions sessions, InstantSource clock, boolean enforced) {
        this.directory = directory;
        this.sessions = sessions;
        this.clock = clock;
        this.enforced = enforced;
    }

    @Override
    public byte[] handle(Caller caller, byte[] body) {
        Json input = input(body);
        String name = input.path("instanceProfile").text();
        String instance = input.path("instanceId").text();
        if (!INSTANCE.matcher(instance).matches()) {
            throw AwsException.invalidParameter("The instance id '" + instance
                    + "' is not i- and 8 to 17 hexadecimal digits, for example i-0123456789abcdef0.");
        }
        String account = caller.scope().account();
        Optional<InstanceProfile> profile = directory.find(Kind.INSTANCE_PROFILE, account, name);
        if (profile.isEmpty()) {
            return Json.object()
                    .put("code", "InstanceProfileNotFound")
                    .put("message", "Instance Profile with name " + name + " cannot be found.")
                    .bytes();
        }
        Json answer = Json.object()
                .put("instanceProfileArn", profile.get().arn())
                .put("instanceProfileId", profile.get().entity().id());
        Optional<Role> role =
                profile.get().roles().stream().findFirst().flatMap(each -> directory.find(Kind.ROLE, account, each));
        if (role.isEmpty()) {
            return answer.put("code", "Success").bytes();
        }
        answer.put("role", role.get().entity().name());
        Assumption wanted = new Assumption(
                account,
                role.get().arn(),
                SERVICE,
                "arn:aws:ec2:" + caller.scope().region() + ":" + account + ":instance/" + instance);
        if (enforced && sessions.objection(wanted).isPresent()) {
            return answer.put("code", "AssumeRoleUnauthorizedAccess")
                    .put(
                            "message",
                            "EC2 cannot assume the role " + role.get().entity().name() + ".")
                    .bytes();
        }
        Instant now = clock.instant();
        RoleSessions.Session session = sessions.open(wanted, instance, LIFETIME, now);
        return answer.put("code", "Success")
                .put("lastUpdated", now.toString())
                .put("accessKeyId", session.accessKeyId())
                .put("secretAccessKey", session.secretAccessKey())
                .put("token", session.sessionToken())
                .put("expiration", session.expiresAt().toString())
                .bytes();
    }

    private static Json input(byte[] body) {
        try {
            return body.length == 0 ? Json.object() : Json.parse(body);
        } catch (IOException notJson) {
            throw AwsException.serialization("The request's body is not JSON: " + notJson.getMessage());
        }
    }
}
