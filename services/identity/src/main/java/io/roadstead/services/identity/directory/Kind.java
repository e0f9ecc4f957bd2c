package io.roadstead.services.identity.directory;

import io.roadstead.store.Key;
import io.roadstead.store.Prefix;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of record, and where it stands in the Store: {@code <account>/aws-global/<kind>/<name>}. IAM knows no regions,
 * so it has one of its own, under AWS's name for it. Names differ by more than case, so they are kept in lower case.
 */
public record Kind<T extends Record>(String word, Class<T> type) {
    public static final Kind<User> USER = new Kind<>("iam-user", User.class);
    public static final Kind<Group> GROUP = new Kind<>("iam-group", Group.class);
    public static final Kind<Role> ROLE = new Kind<>("iam-role", Role.class);
    public static final Kind<ManagedPolicy> POLICY = new Kind<>("iam-policy", ManagedPolicy.class);
    public static final Kind<InstanceProfile> INSTANCE_PROFILE =
            new Kind<>("iam-instance-profile", InstanceProfile.class);
    public static final Kind<StoredKey> ACCESS_KEY = new Kind<>("iam-access-key", StoredKey.class);

    private static final String REGION = "aws-global";
    private static final Map<String, Kind<?>> ALL = Stream.of(USER, GROUP, ROLE, POLICY, INSTANCE_PROFILE, ACCESS_KEY)
            .collect(Collectors.toUnmodifiableMap(Kind::word, Function.identity()));

    Key key(String account, String name) {
        return Key.of(account, REGION, word, name.toLowerCase(Locale.ROOT));
    }

    Prefix prefix(String account) {
        return Prefix.of(account, REGION, word);
    }

    /** Whether something may bear this name; who asks for another one finds nothing. */
    static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0;
    }

    /** What a stored record is; null for those of others. */
    static @Nullable Class<? extends Record> typeOf(Key key) {
        String[] parts = key.path().split("/", 4);
        Kind<?> kind = parts.length == 4 && parts[1].equals(REGION) ? ALL.get(parts[2]) : null;
        return kind == null ? null : kind.type();
    }
}
