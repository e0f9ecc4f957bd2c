package io.roadstead.control.api;

import io.roadstead.control.access.Accounts;
import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.agents.CheckOutputs;
import io.roadstead.control.calls.RefusedCalls;
import io.roadstead.control.events.EventJournal;
import io.roadstead.control.index.Index;
import io.roadstead.control.loop.Surroundings;
import io.roadstead.core.Ids;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.wire.OwnOperation;
import io.roadstead.wire.ServiceApi;
import java.time.InstantSource;
import java.util.Set;

/** Roadstead's own service, for what AWS has no call for. */
public final class OwnApi {
    private static final Set<String> OPERATIONS = Set.of(
            "CreateAccount",
            "ListEvents",
            "ExplainService",
            "ExplainTask",
            "ExplainPlacement",
            "ExplainCall",
            "ListDenials",
            "GetInstanceCredentials",
            "ListFindings",
            "RotateMasterKey",
            "DescribeMasterKeys");

    static final String SIGNING_NAME = "roadstead";

    private OwnApi() {}

    /**
     * What explanations are made of: the very settings and surroundings that the scheduler decides with.
     *
     * @param checks what containers' health checks printed
     */
    public record Explaining(
            Index index,
            SchedulerSettings scheduler,
            Surroundings surroundings,
            CheckOutputs checks,
            InstantSource clock,
            Ids ids) {}

    /**
     * @param findings lists what was found as it happened; its maker stands above this module
     * @param instances gives hosts the credentials of their instance profiles; its maker stands beside this module
     * @param denials lists what was denied; its maker stands beside this module
     */
    public static ServiceApi of(
            Accounts accounts,
            EventJournal journal,
            RefusedCalls calls,
            Explaining explaining,
            OwnOperation findings,
            OwnOperation denials,
            OwnOperation instances,
            KeyRenewal keys) {
        ExplainApi explain = new ExplainApi(
                explaining.index(),
                explaining.scheduler(),
                explaining.surroundings(),
                explaining.checks(),
                explaining.clock(),
                explaining.ids());
        KeyApi master = new KeyApi(keys);
        return ServiceApi.builder(SIGNING_NAME, "Roadstead_20261101", OPERATIONS)
                .operation(CreateAccountRequest.class, CreateAccountResponse.class, new AccountApi(accounts)::create)
                .operation(ListEventsRequest.class, ListEventsResponse.class, new EventApi(journal)::list)
                .own("ExplainService", OwnJson.of(explain::service))
                .own("ExplainTask", OwnJson.of(explain::task))
                .own("ExplainPlacement", OwnJson.of(explain::placement))
                .own("ListFindings", findings)
                .own("RotateMasterKey", OwnJson.of(master::rotate))
                .own("DescribeMasterKeys", OwnJson.of(master::describe))
                .own("ListDenials", denials)
                .own("GetInstanceCredentials", instances)
                .own("ExplainCall", OwnJson.of(new CallApi(calls)::explain))
                .build();
    }
}
