package io.roadstead.control.api;

import io.roadstead.control.access.Accounts;
import io.roadstead.control.events.EventJournal;
import io.roadstead.wire.ServiceApi;
import java.util.Set;

/** Roadstead's own service, for what AWS has no call for. */
public final class OwnApi {
    private OwnApi() {}

    public static ServiceApi of(Accounts accounts, EventJournal journal) {
        return ServiceApi.builder("roadstead", "Roadstead_20261101", Set.of("CreateAccount", "ListEvents"))
                .operation(CreateAccountRequest.class, CreateAccountResponse.class, new AccountApi(accounts)::create)
                .operation(ListEventsRequest.class, ListEventsResponse.class, new EventApi(journal)::list)
                .build();
    }
}
