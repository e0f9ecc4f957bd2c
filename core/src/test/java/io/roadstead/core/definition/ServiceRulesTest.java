package io.roadstead.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roadstead.core.Rejected;
import io.roadstead.core.definition.PlacementRules.StrategyDraft;
import io.roadstead.core.definition.Registration.ConstraintDraft;
import io.roadstead.core.definition.ServiceRequest.AlarmsDraft;
import io.roadstead.core.definition.ServiceRequest.CircuitBreakerDraft;
import io.roadstead.core.definition.ServiceRequest.ConfigurationDraft;
import io.roadstead.core.definition.ServiceRequest.ThresholdDraft;
import io.roadstead.core.model.DeploymentConfiguration;
import io.roadstead.core.model.PropagateTags;
import io.roadstead.core.model.Scope;
import io.roadstead.core.model.Service;
import io.roadstead.core.model.TaskDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What services may be, in ECS's words. Source: ecs-behaviour 1.4, 6.1, 6.5, 6.8. */
class ServiceRulesTest {
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String SPREAD_ZONES = "attribute:ecs.availability-zone";

    /** A request whose members tests set before it is read. */
    private static final class Q {
        @Nullable
        String name = "s";

        @Nullable
        String token;

        @Nullable
        Integer count = 1;

        @Nullable
        String scheduling;

        @Nullable
        String launchType;

        @Nullable
        ConfigurationDraft configuration;

        @Nullable
        List<ConstraintDraft> constraints;

        @Nullable
        List<StrategyDraft> strategy;

        @Nullable
        Integer grace;

        @Nullable
        String zones;

        @Nullable
        String propagateTags;

        @Nullable
        Boolean managedTags;

        ServiceRequest request() {
            return new ServiceRequest(
                    name,
                    token,
                    count,
                    scheduling,
                    launchType,
                    configuration,
                    constraints,
                    strategy,
                    grace,
                    zones,
                    propagateTags,
                    managedTags,
                    null);
        }
    }

    @Test
    void aServiceHasAName() {
        refuses("Service name can not be blank.", () -> ServiceRules.requireNames(asked(q -> q.name = "")));
        refuses("serviceName longer than 255.", () -> ServiceRules.requireNames(asked(q -> q.name = "x".repeat(256))));
        refuses(
                "Service name contains invalid characters.",
                () -> ServiceRules.requireNames(asked(q -> q.name = "a/b")));
    }

    @Test
    void countsAreCheckedInEcssWords() {
        refusesCreate("idempotency token longer than 36.", q -> q.token = "x".repeat(37));
        refusesCreate("Scheduling strategy should be one of [REPLICA,DAEMON]", q -> q.scheduling = "BOTH");
        refusesCreate("DesiredCount is missing", q -> q.count = null);
        refusesCreate("DesiredCount can not be lesser than 0", q -> q.count = -1);
        refusesCreate("Desired count exceeds limit.", q -> q.count = ServiceRules.TASK_LIMIT + 1);
        refusesCreate("Desired count exceeds limit.", q -> q.count = 1_000_000);
        assertThat(create(q -> q.count = ServiceRules.TASK_LIMIT).desired().desiredCount())
                .isEqualTo(ServiceRules.TASK_LIMIT);
        assertThat(create(q -> q.count = 0).desired().desiredCount()).isZero();
        refusesUpdate("Task count can not be lesser than 0", q -> q.count = -1);
        refusesUpdate("Desired count exceeds limit.", q -> q.count = Integer.MAX_VALUE);
        refusesCreate(
                "launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]", q -> q.launchType = "ec2");
    }

    @Test
    void aDaemonHasNoCountNoFargateAndNoStrategy() {
        refusesCreate(
                "The daemon scheduling strategy does not support a desired count for services. Remove the desired count"
                        + " value and try again",
                q -> q.scheduling = "DAEMON");
        refusesCreate(
                "The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and"
                        + " try again",
                daemon(q -> q.launchType = "FARGATE"));
        refusesCreate(
                "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and"
                        + " try again",
                daemon(q -> q.strategy = List.of(new StrategyDraft("random", null))));
        refusesCreate(
                "The daemon scheduling strategy does not support values above 100 for maximumPercent. Change the"
                        + " maximumPercent value and try again",
                daemon(q -> q.configuration = percent(200, 0)));
        assertThat(create(daemon(q -> {})).desired().deploymentConfiguration())
                .isEqualTo(new DeploymentConfiguration(
                        100, 0, DeploymentConfiguration.CircuitBreaker.OFF, DeploymentConfiguration.Alarms.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "99, 100, maximumPercent must be at least 100",
        "201, 100, maximumPercent must be at most 200",
        "99, 101, maximumPercent must be at least 100",
        "200, 101, minimumHealthyPercent must be at most 100",
        "200, -1, minimumHealthyPercent must be at least 0",
    })
    void impossiblePercentagesAreRefused(int maximum, int minimum, String text) {
        refusesCreate(text, q -> q.configuration = percent(maximum, minimum));
        refusesUpdate(text, q -> q.configuration = percent(maximum, minimum));
    }

    @Test
    void theCircuitBreakersThresholdIsOfAKnownKindAndAtLeastOne() {
        refusesCreate(
                "Invalid deployment circuit breaker threshold type.", q -> q.configuration = threshold("MOST", 1));
        refusesCreate("Invalid deployment circuit breaker threshold type.", q -> q.configuration = threshold(null, 1));
        refusesCreate(
                "Invalid deployment circuit breaker threshold value.", q -> q.configuration = threshold("COUNT", 0));
        refusesCreate(
                "Invalid deployment circuit breaker threshold value.", q -> q.configuration = threshold("COUNT", null));
        assertThat(create(q -> q.configuration = threshold("COUNT", 7))
                        .desired()
                        .deploymentConfiguration()
                        .circuitBreaker()
                        .threshold())
                .isEqualTo(new DeploymentConfiguration.Threshold(DeploymentConfiguration.Threshold.Type.COUNT, 7));
        assertThat(create(q -> q.configuration = new ConfigurationDraft(
                                null, null, new CircuitBreakerDraft(false, true, null, null), null))
                        .desired()
                        .deploymentConfiguration()
                        .circuitBreaker())
                .as("rollback without the breaker is accepted and ignored")
                .isEqualTo(new DeploymentConfiguration.CircuitBreaker(false, true));
    }

    @Test
    void alarmsThatAreEnabledHaveNames() {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> create(q -> q.configuration =
                        new ConfigurationDraft(null, null, null, new AlarmsDraft(List.of(), true, true))));
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> create(q -> q.configuration =
                        new ConfigurationDraft(null, null, null, new AlarmsDraft(List.of("a", "a"), true, true))));
        assertThat(create(q -> q.configuration =
                                new ConfigurationDraft(null, null, null, new AlarmsDraft(List.of("a"), true, false)))
                        .desired()
                        .deploymentConfiguration()
                        .alarms())
                .isEqualTo(new DeploymentConfiguration.Alarms(List.of("a"), true, false));
    }

    @Test
    void zonesAreBalancedUnlessThatCannotWork() {
        assertThat(balances(q -> {})).isTrue();
        assertThat(balances(q -> q.zones = "DISABLED")).isFalse();
        assertThat(balances(q -> q.configuration = percent(100, 50))).isFalse();
        assertThat(balances(q -> q.strategy = List.of(new StrategyDraft("binpack", "cpu"))))
                .isFalse();
        assertThat(balances(q -> q.strategy = List.of(new StrategyDraft("spread", SPREAD_ZONES))))
                .isTrue();
        assertThat(balances(q -> q.constraints = List.of(new ConstraintDraft("memberOf", SPREAD_ZONES + " == a"))))
                .isFalse();
        assertThat(balances(q -> q.constraints = List.of(new ConstraintDraft("distinctInstance", null))))
                .isTrue();
        assertThat(balances(daemon(q -> {}))).isFalse();
        assertThat(balances(q -> q.launchType = "EXTERNAL")).isFalse();
    }

    @Test
    void zonesThatCannotBeBalancedAreNotBalancedByForce() {
        refusesCreate(
                "The service couldn't be created because Availability Zone Rebalancing does not support maximumPercent"
                        + " <= 100 % as deployment configuration. Update deployment configuration and try again.",
                q -> {
                    q.zones = "ENABLED";
                    q.configuration = percent(100, 50);
                });
        refusesUpdate(
                "The service couldn't be updated because Availability Zone Rebalancing does not support maximumPercent"
                        + " <= 100 % as deployment configuration. Update deployment configuration and try again.",
                q -> q.configuration = percent(100, 50));
        refusesCreate("availabilityZoneRebalancing should be one of [ENABLED,DISABLED]", q -> q.zones = "on");
        assertThat(update(q -> {
                            q.zones = "DISABLED";
                            q.configuration = percent(100, 50);
                        })
                        .availabilityZoneRebalancing())
                .isFalse();
    }

    @Test
    void tagsAreTakenFromOneOfThree() {
        assertThat(create(q -> {}).desired().propagateTags()).isEqualTo(PropagateTags.NONE);
        assertThat(create(q -> q.propagateTags = "SERVICE").desired().propagateTags())
                .isEqualTo(PropagateTags.SERVICE);
        assertThat(update(q -> q.propagateTags = "TASK_DEFINITION").propagateTags())
                .isEqualTo(PropagateTags.TASK_DEFINITION);
        refusesCreate("propagateTags should be one of [TASK_DEFINITION,SERVICE,NONE]", q -> q.propagateTags = "ALL");
    }

    @Test
    void theGracePeriodIsNotNegative() {
        refusesCreate("healthCheckGracePeriodSeconds must be at least 0", q -> q.grace = -1);
        assertThat(create(q -> q.grace = Integer.MAX_VALUE).desired().healthCheckGracePeriodSeconds())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anUpdateKeepsWhatItDoesNotName() {
        Service service = service(q -> {
            q.count = 3;
            q.grace = 5;
            q.managedTags = true;
            q.constraints = List.of(new ConstraintDraft("distinctInstance", null));
            q.configuration = new ConfigurationDraft(150, 50, new CircuitBreakerDraft(true, true, null, false), null);
        });
        assertThat(ServiceRules.update(asked(q -> q.count = null), service, definition()))
                .isEqualTo(service.desired());
        Service.Desired changed = ServiceRules.update(
                asked(q -> {
                    q.count = null;
                    q.configuration = percent(null, 60);
                    q.constraints = List.of();
                    q.managedTags = false;
                }),
                service,
                definition());
        assertThat(changed.deploymentConfiguration().maximumPercent()).isEqualTo(150);
        assertThat(changed.deploymentConfiguration().minimumHealthyPercent()).isEqualTo(60);
        assertThat(changed.deploymentConfiguration().circuitBreaker())
                .isEqualTo(service.desired().deploymentConfiguration().circuitBreaker());
        assertThat(changed.placementConstraints()).isEmpty();
        assertThat(changed.enableEcsManagedTags()).isFalse();
        assertThat(changed.desiredCount()).isEqualTo(3);
    }

    @Test
    void theOrderOfTheChecksIsEcss() {
        Q wrong = new Q();
        wrong.token = "x".repeat(37);
        wrong.scheduling = "BOTH";
        wrong.count = -1;
        wrong.configuration = percent(1, 101);
        wrong.zones = "on";
        String[] order = {
            "idempotency token longer than 36.",
            "Scheduling strategy should be one of [REPLICA,DAEMON]",
            "DesiredCount can not be lesser than 0",
            "maximumPercent must be at least 100",
            "minimumHealthyPercent must be at most 100",
            "availabilityZoneRebalancing should be one of [ENABLED,DISABLED]",
        };
        List<Runnable> mends = List.of(
                () -> wrong.token = null,
                () -> wrong.scheduling = "REPLICA",
                () -> wrong.count = 1,
                () -> wrong.configuration = percent(200, 101),
                () -> wrong.configuration = percent(200, 100),
                () -> wrong.zones = null);
        for (int i = 0; i < order.length; i++) {
            refuses(order[i], () -> ServiceRules.create(wrong.request(), definition()));
            mends.get(i).run();
        }
        assertThat(ServiceRules.create(wrong.request(), definition()).name()).isEqualTo("s");
    }

    private static ConfigurationDraft percent(@Nullable Integer maximum, @Nullable Integer minimum) {
        return new ConfigurationDraft(maximum, minimum, null, null);
    }

    private static ConfigurationDraft threshold(@Nullable String type, @Nullable Integer value) {
        return new ConfigurationDraft(
                null, null, new CircuitBreakerDraft(true, true, new ThresholdDraft(type, value), null), null);
    }

    private static Consumer<Q> daemon(Consumer<Q> change) {
        return q -> {
            q.scheduling = "DAEMON";
            q.count = null;
            change.accept(q);
        };
    }

    private static boolean balances(Consumer<Q> change) {
        return create(change).desired().availabilityZoneRebalancing();
    }

    private static ServiceRequest asked(Consumer<Q> change) {
        Q q = new Q();
        change.accept(q);
        return q.request();
    }

    private static ServiceRules.NewService create(Consumer<Q> change) {
        return ServiceRules.create(asked(change), definition());
    }

    private static Service.Desired update(Consumer<Q> change) {
        return ServiceRules.update(asked(change), service(q -> {}), definition());
    }

    private static void refusesCreate(String text, Consumer<Q> change) {
        refuses(text, () -> create(change));
    }

    private static void refusesUpdate(String text, Consumer<Q> change) {
        refuses(text, () -> update(change));
    }

    private static void refuses(String text, ThrowingCallable call) {
        assertThatExceptionOfType(Rejected.class).isThrownBy(call).satisfies(rejected -> {
            assertThat(rejected.rejection().message()).isEqualTo(text);
            assertThat(rejected.rejection().errorType()).isEqualTo("InvalidParameterException");
        });
    }

    private static Service service(Consumer<Q> change) {
        ServiceRules.NewService made = create(change);
        return new Service(
                SCOPE,
                "c",
                made.name(),
                made.schedulingStrategy(),
                Service.Status.ACTIVE,
                made.desired(),
                List.of(),
                Map.of(),
                made.tags(),
                NOW,
                "me",
                new Service.Creation(null, ""),
                null);
    }

    private static TaskDefinition definition() {
        return DefinitionRules.check(Drafts.registration(r -> {})).revision(SCOPE, 1, NOW, "me");
    }
}
