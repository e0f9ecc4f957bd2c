package io.roadstead.services.secrets.api;

import io.roadstead.core.Ids;
import io.roadstead.core.Sealing;
import io.roadstead.services.secrets.vault.Vault;
import java.time.InstantSource;

/** What the operations of all three services work with. */
public record Parts(Vault vault, Sealing sealing, InstantSource clock, Ids ids) {}
