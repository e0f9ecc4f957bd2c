package io.roadstead.services.identity.session;

import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import io.roadstead.services.identity.directory.Directory;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.StoredKey;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Users' secret access keys as what master keys sealed. */
public final class SealedKeys implements KeyUse {
    private final Directory directory;
    private final Sealing sealing;

    public SealedKeys(Directory directory, Sealing sealing) {
        this.directory = directory;
        this.sealing = sealing;
    }

    @Override
    public String what() {
        return "users' access keys";
    }

    @Override
    public Map<String, Integer> byKey() {
        return directory.accessKeys().stream()
                .collect(Collectors.groupingBy(
                        key -> sealing.keyOf(key.sealedSecret()), Collectors.summingInt(key -> 1)));
    }

    @Override
    public int renew(BooleanSupplier goOn) {
        int renewed = 0;
        for (StoredKey each : directory.accessKeys()) {
            if (current(each)) {
                continue;
            }
            if (!goOn.getAsBoolean()) {
                break;
            }
            renewed += directory.change(draft -> draft.read(Kind.ACCESS_KEY, each.account(), each.accessKeyId())
                    .filter(key -> !current(key))
                    .map(key -> {
                        String context = IdentityKeys.context(key.accessKeyId());
                        String sealed = sealing.seal(sealing.open(key.sealedSecret(), context), context);
                        draft.put(Kind.ACCESS_KEY, key.account(), key.accessKeyId(), key.withSealedSecret(sealed));
                        return 1;
                    })
                    .orElse(0));
        }
        return renewed;
    }

    private boolean current(StoredKey key) {
        return sealing.keyOf(key.sealedSecret()).equals(sealing.current());
    }
}
