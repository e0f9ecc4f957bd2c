package io.roadstead.control.access;

import io.roadstead.control.index.Index;
import io.roadstead.control.index.Keys;
import io.roadstead.control.index.Kind;
import io.roadstead.control.index.Records.Account;
import io.roadstead.control.index.Records.AccountKey;
import io.roadstead.control.index.Versioned;
import io.roadstead.control.write.Writers;
import io.roadstead.core.Ids;
import io.roadstead.core.KeyUse;
import io.roadstead.core.Rejected;
import io.roadstead.core.Sealing;
import io.roadstead.wire.AccessKey;
import io.roadstead.wire.AccessKeys;
import io.roadstead.wire.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of this installation and their root access keys. Account {@value #FIRST_ACCOUNT} is always there, with
 * a key that is told at the start; others are added by its root.
 */
public final class Accounts implements AccessKeys, KeyUse {
    public static final String FIRST_ACCOUNT = "000000000000";

    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_CHARACTERS = 40;
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final Index index;
    private final Writers writers;
    private final Sealing master;
    private final InstantSource clock;
    private final Ids ids;
    private final SecureRandom random = new SecureRandom();
    private final AccessKey first;
    /** Opened secrets, so that a signature costs no decryption; bounded by the number of keys there are. */
    private final ConcurrentMap<String, AccessKey> opened = new ConcurrentHashMap<>();

    /**
     * An account just made. The secret is told here and never again.
     */
    public record Created(String account, String accessKeyId, Secret secret) {}

    /** @param rootKey of the first account */
    public Accounts(Index index, Writers writers, Sealing master, RootKey rootKey, InstantSource clock, Ids ids) {
        this.index = index;
        this.writers = writers;
        this.master = master;
        this.first = new AccessKey(rootKey.accessKeyId(), rootKey.secret(), FIRST_ACCOUNT, root(FIRST_ACCOUNT));
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Optional<AccessKey> find(String accessKeyId, Optional<String> sessionToken) {
        if (sessionToken.isPresent()) {
            return Optional.empty();
        }
        if (accessKeyId.equals(first.id())) {
            return Optional.of(first);
        }
        AccessKey known = opened.get(accessKeyId);
        if (known != null || accessKeyId.isEmpty() || accessKeyId.indexOf('/') >= 0) {
            return Optional.ofNullable(known);
        }
        return index.find(Keys.accessKey(accessKeyId), AccountKey.class).map(this::open);
    }

    /**
     * Makes an account with a root access key.
     *
     * @param wanted 12 digits, or absent for a random number
     * @throws Rejected when it is no account number or is taken
     */
    public Created create(@Nullable String wanted) {
        String id = wanted == null || wanted.isEmpty() ? randomAccount() : wanted;
        if (!id.matches("[0-9]{12}")) {
            throw Rejected.invalidParameter("The account id '" + id + "' is not 12 digits, for example 111122223333.");
        }
        Secret secret = new Secret(draw(SECRET_ALPHABET, SECRET_CHARACTERS));
        String accessKeyId = "AKIA" + draw(KEY_ALPHABET, KEY_CHARACTERS);
        AccountKey key =
                new AccountKey(accessKeyId, id, master.seal(secret.reveal(), context(accessKeyId)), clock.instant());
        return writers.ofAccounts().submit(draft -> {
            if (id.equals(FIRST_ACCOUNT)
                    || draft.read(Keys.account(id), Account.class).isPresent()) {
                throw Rejected.invalidParameter("The account " + id + " exists already. Choose another id.");
            }
            draft.put(Keys.account(id), new Account(id, clock.instant()));
            draft.put(Keys.accessKey(accessKeyId), key);
            return new Created(id, accessKeyId, secret);
        });
    }

    private AccessKey open(AccountKey key) {
        AccessKey found = new AccessKey(
                key.accessKeyId(),
                new Secret(master.open(key.sealedSecret(), context(key.accessKeyId()))),
                key.account(),
                root(key.account()));
        opened.put(key.accessKeyId(), found);
        return found;
    }

    @Override
    public String what() {
        return "root access keys";
    }

    @Override
    public Map<String, Integer> byKey() {
        return stored().collect(Collectors.groupingBy(
                key -> master.keyOf(key.sealedSecret()), Collectors.summingInt(key -> 1)));
    }

    @Override
    public int renew(BooleanSupplier goOn) {
        int renewed = 0;
        for (AccountKey each : stored().filter(key -> !sealedNow(key)).toList()) {
            if (!goOn.getAsBoolean()) {
                break;
            }
            renewed += writers.ofAccounts()
                    .submit(draft -> draft.read(Keys.accessKey(each.accessKeyId()), AccountKey.class)
                            .filter(key -> !sealedNow(key))
                            .map(key -> {
                                String context = context(key.accessKeyId());
                                String sealed = master.seal(master.open(key.sealedSecret(), context), context);
                                draft.put(
                                        Keys.accessKey(key.accessKeyId()),
                                        new AccountKey(key.accessKeyId(), key.account(), sealed, key.createdAt()));
                                return 1;
                            })
                            .orElse(0));
        }
        return renewed;
    }

    private Stream<AccountKey> stored() {
        return index.everywhere(Kind.ACCESS_KEY, AccountKey.class).stream().map(Versioned::record);
    }

    private boolean sealedNow(AccountKey key) {
        return master.keyOf(key.sealedSecret()).equals(master.current());
    }

    private static String context(String accessKeyId) {
        return "access-key/" + accessKeyId;
    }

    private static String root(String account) {
        return "arn:aws:iam::" + account + ":root";
    }

    private String randomAccount() {
        StringBuilder id = new StringBuilder();
        id.append(1 + ids.below(9));
        while (id.length() < 12) {
            id.append(ids.below(10));
        }
        return id.toString();
    }

    private String draw(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
