package io.roadstead.services.secrets;

import io.roadstead.core.Ids;
import io.roadstead.core.KeyUse;
import io.roadstead.core.Sealing;
import io.roadstead.services.secrets.api.Parts;
import io.roadstead.services.secrets.api.SecretsApis;
import io.roadstead.services.secrets.vault.Vault;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Store;
import io.roadstead.wire.ServiceApi;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets Manager, Parameter Store and KMS of one server, and the thread that lets go what has had its time. */
public final class SecretsService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SecretsService.class);

    /** How late after its recovery window a deleted secret is removed; nobody sees it any more by then. */
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    private final Vault vault;
    private final List<ServiceApi> apis;
    private final Thread sweeper;

    private SecretsService(Vault vault, List<ServiceApi> apis, InstantSource clock) {
        this.vault = vault;
        this.apis = apis;
        this.sweeper = Thread.ofVirtual().name("secrets-sweeper").unstarted(() -> sweep(clock));
    }

    /** Opens what is stored. */
    public static SecretsService open(Store store, RecordCodec codec, Sealing sealing, InstantSource clock, Ids ids) {
        Vault vault = Vault.open(store, codec, sealing, ids);
        vault.deleteOrphans();
        SecretsService service =
                new SecretsService(vault, SecretsApis.of(new Parts(vault, sealing, clock, ids)), clock);
        service.sweeper.start();
        return service;
    }

    /** Secrets Manager, Parameter Store and KMS. */
    public List<ServiceApi> apis() {
        return apis;
    }

    /** What master keys sealed here. */
    public KeyUse sealedValues() {
        return vault.sealedValues();
    }

    @Override
    public void close() {
        sweeper.interrupt();
        vault.close();
    }

    private void sweep(InstantSource clock) {
        try {
            while (true) {
                try {
                    vault.sweep(clock.instant());
                } catch (RuntimeException e) {
                    log.warn("Deleted secrets could not be removed; trying again in {}", SWEEP_EVERY, e);
                }
                Thread.sleep(SWEEP_EVERY);
            }
        } catch (InterruptedException stopping) {
            log.debug("No more deleted secrets are removed, for the server stops");
        }
    }
}
