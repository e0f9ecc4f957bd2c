package io.roadstead.core.definition;

import static io.roadstead.core.Rejections.assertClientException;
import static io.roadstead.core.Rejections.assertRejected;
import static io.roadstead.core.definition.Drafts.container;
import static io.roadstead.core.definition.Drafts.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.core.definition.DockerOptionsDraft.CapabilitiesDraft;
import io.roadstead.core.definition.DockerOptionsDraft.ControlDraft;
import io.roadstead.core.definition.DockerOptionsDraft.DeviceDraft;
import io.roadstead.core.definition.DockerOptionsDraft.HostDraft;
import io.roadstead.core.definition.DockerOptionsDraft.LinuxDraft;
import io.roadstead.core.definition.DockerOptionsDraft.LogDraft;
import io.roadstead.core.definition.DockerOptionsDraft.TmpfsDraft;
import io.roadstead.core.definition.DockerOptionsDraft.UlimitDraft;
import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.DockerOptions;
import io.roadstead.core.model.DockerOptions.HostEntry;
import io.roadstead.core.model.DockerOptions.Ulimit;
import io.roadstead.core.model.KeyValue;
import io.roadstead.core.model.LinuxParameters;
import io.roadstead.core.model.LogConfiguration;
import io.roadstead.core.model.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerOptionRulesTest {
    private static final String INVALID = "Invalid setting for container 'app'. ";

    /** Options whose members tests set before they are read. */
    private static final class O {
        @Nullable
        String hostname;

        List<String> links = List.of();
        List<String> dnsServers = List.of();
        List<String> dnsSearchDomains = List.of();
        List<HostDraft> extraHosts = List.of();

        @Nullable
        Boolean privileged;

        List<String> security = List.of();
        List<UlimitDraft> ulimits = List.of();
        List<ControlDraft> controls = List.of();

        @Nullable
        LinuxDraft linux;

        @Nullable
        LogDraft log;

        DockerOptionsDraft draft() {
            return new DockerOptionsDraft(
                    links,
                    hostname,
                    dnsServers,
                    dnsSearchDomains,
                    extraHosts,
                    privileged,
                    null,
                    null,
                    null,
                    security,
                    ulimits,
                    controls,
                    linux,
                    log);
        }
    }

    private interface Change {
        void to(O options);
    }

    private static DockerOptions read(Change change) {
        return read("bridge", change);
    }

    private static DockerOptions read(String mode, Change change) {
        return checked(mode, change).containers().getFirst().options();
    }

    private static DefinitionRules.Checked checked(String mode, Change change) {
        O options = new O();
        change.to(options);
        return DefinitionRules.check(registration(r -> {
            r.networkMode = mode;
            r.containers = List.of(container(c -> c.options = options.draft()));
        }));
    }

    private static void refuses(String rest, Change change) {
        assertClientException(INVALID + rest, () -> read(change));
    }

    private static LinuxDraft linux(
            @Nullable CapabilitiesDraft capabilities, List<DeviceDraft> devices, List<TmpfsDraft> tmpfs) {
        return new LinuxDraft(capabilities, devices, null, null, tmpfs, null, null);
    }

    @Test
    void nothingAskedIsNothingBeyondTheDefaults() {
        assertThat(read(o -> {})).isEqualTo(DockerOptions.NONE);
    }

    @Test
    void whatKeepsTheRulesIsKept() {
        DockerOptions options = read(o -> {
            o.hostname = "web-1.example";
            o.dnsServers = List.of("10.0.0.2", "fd00::2", "::ffff:10.0.0.2");
            o.dnsSearchDomains = List.of("example.internal");
            o.extraHosts = List.of(new HostDraft("db.internal", "10.0.0.3"));
            o.privileged = true;
            o.security = List.of("no-new-privileges", "label:type:t", "apparmor:mine");
            o.ulimits = List.of(new UlimitDraft("nofile", 100, 200), new UlimitDraft("core", -1, -1));
            o.controls = List.of(new ControlDraft("net.core.somaxconn", "99"), new ControlDraft("kernel.sem", "1 2"));
            o.linux = new LinuxDraft(
                    new CapabilitiesDraft(List.of("NET_ADMIN"), List.of("ALL")),
                    List.of(new DeviceDraft("/dev/fuse", null, List.of("read"))),
                    true,
                    64,
                    List.of(new TmpfsDraft("/tmp", 16, List.of("noexec", "mode=755"))),
                    0,
                    100);
            o.log = new LogDraft("syslog", Map.of("mode", "blocking"));
        });

        assertThat(options)
                .isEqualTo(new DockerOptions(
                        List.of(),
                        "web-1.example",
                        List.of("10.0.0.2", "fd00::2", "::ffff:10.0.0.2"),
                        List.of("example.internal"),
                        List.of(new HostEntry("db.internal", "10.0.0.3")),
                        true,
                        null,
                        null,
                        null,
                        List.of("no-new-privileges", "label:type:t", "apparmor:mine"),
                        List.of(new Ulimit("nofile", 100, 200), new Ulimit("core", -1, -1)),
                        List.of(new KeyValue("net.core.somaxconn", "99"), new KeyValue("kernel.sem", "1 2")),
                        new LinuxParameters(
                                new LinuxParameters.Capabilities(List.of("NET_ADMIN"), List.of("ALL")),
                                List.of(new LinuxParameters.Device("/dev/fuse", null, List.of("read"))),
                                true,
                                64,
                                List.of(new LinuxParameters.Tmpfs("/tmp", 16, List.of("noexec", "mode=755"))),
                                0,
                                100),
                        new LogConfiguration("syslog", Map.of("mode", "blocking"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "ä"})
    void aHostnameIsOne(String hostname) {
        refuses(
                "'hostname' must be a host name of at most 63 characters, and is '" + hostname + "'.",
                o -> o.hostname = hostname);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dns.example", "256.0.0.1", "1.2.3", "12", "::g"})
    void addressesAreAddresses(String address) {
        refuses(
                "'dnsServers' must be IP addresses, and is '" + address + "'.",
                o -> o.dnsServers = List.of("10.0.0.2", address));
        refuses(
                "'extraHosts.ipAddress' must be an IP address, and is '" + address + "'.",
                o -> o.extraHosts = List.of(new HostDraft("db", address)));
    }

    @Test
    void namesAreNames() {
        refuses(
                "'extraHosts.hostname' must be a host name, and is 'a:b'.",
                o -> o.extraHosts = List.of(new HostDraft("a:b", "10.0.0.3")));
        refuses("'dnsSearchDomains' must be domain names, and is 'a b'.", o -> o.dnsSearchDomains = List.of("a b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"seccomp:unconfined", "credentialspec:file://x", "no-new-privileges:maybe", "label:"})
    void securityOptionsAreThoseOfEcs(String option) {
        refuses(
                "'dockerSecurityOptions' must be no-new-privileges, apparmor:<profile> or label:<value>, and is '"
                        + option + "'.",
                o -> o.security = List.of(option));
    }

    @ParameterizedTest
    @CsvSource({"200,100", "-1,100", "-2,100", "100,-2", ",100", "100,"})
    void limitsAreLimits(@Nullable Integer soft, @Nullable Integer hard) {
        boolean numbers = soft != null && hard != null && soft >= -1 && hard >= -1;
        refuses(
                "'ulimits' must have a softLimit "
                        + (numbers ? "no greater than their hardLimit" : "and a hardLimit, each -1 for none or more")
                        + ", and is 'nofile with " + soft + " and " + hard + "'.",
                o -> o.ulimits = List.of(new UlimitDraft("nofile", soft, hard)));
    }

    @Test
    void limitsHaveKnownNames() {
        refuses(
                "'ulimits.name' must be one of [core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc,"
                        + " rss, rtprio, rttime, sigpending, stack], and is 'files'.",
                o -> o.ulimits = List.of(new UlimitDraft("files", 1, 1)));
    }

    @Test
    void controlsAreOfTheContainersOwnNamespaces() {
        refuses(
                "'systemControls.namespace' must be one of the kernel's parameters of message queues, semaphores and"
                        + " shared memory, or begin with fs.mqueue. or net., and is 'kernel.panic'.",
                o -> o.controls = List.of(new ControlDraft("kernel.panic", "1")));
        assertClientException(
                INVALID + "'systemControls.namespace' must not begin with net. in network mode host, where the network"
                        + " is the host's, and is 'net.core.somaxconn'.",
                () -> read("host", o -> o.controls = List.of(new ControlDraft("net.core.somaxconn", "1"))));
        assertThat(read("host", o -> o.controls = List.of(new ControlDraft("kernel.msgmax", "1")))
                        .systemControls())
                .hasSize(1);
    }

    @Test
    void linuxParametersAreInTheirRanges() {
        refuses(
                "'linuxParameters.swappiness' must be between 0 and 100, and is '101'.",
                o -> o.linux = new LinuxDraft(null, List.of(), null, null, List.of(), 1, 101));
        refuses(
                "'linuxParameters.maxSwap' must be at least 0, and is '-1'.",
                o -> o.linux = new LinuxDraft(null, List.of(), null, null, List.of(), -1, null));
        refuses(
                "'linuxParameters.sharedMemorySize' must be at least 1, and is '0'.",
                o -> o.linux = new LinuxDraft(null, List.of(), null, 0, List.of(), null, null));
        refuses(
                "'linuxParameters.tmpfs.size' must be at least 1 MiB, and is missing.",
                o -> o.linux = linux(null, List.of(), List.of(new TmpfsDraft("/a", null, List.of()))));
        refuses(
                "'linuxParameters.tmpfs.containerPath' must be an absolute path, and is 'a'.",
                o -> o.linux = linux(null, List.of(), List.of(new TmpfsDraft("a", 1, List.of()))));
        refuses(
                "'linuxParameters.tmpfs.mountOptions' must be one option each, and is 'mode=1,exec'.",
                o -> o.linux = linux(null, List.of(), List.of(new TmpfsDraft("/a", 1, List.of("mode=1,exec")))));
        refuses(
                "'linuxParameters.devices.hostPath' must be an absolute path, and is missing.",
                o -> o.linux = linux(null, List.of(new DeviceDraft(null, null, List.of())), List.of()));
        refuses(
                "'linuxParameters.devices.permissions' must be of [mknod, read, write], and is 'all'.",
                o -> o.linux = linux(null, List.of(new DeviceDraft("/dev/null", null, List.of("all"))), List.of()));
    }

    @Test
    void capabilitiesAreKnown() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> read(o -> o.linux =
                        linux(new CapabilitiesDraft(List.of("CAP_NET_ADMIN"), List.of()), List.of(), List.of()))))
                .hasMessageContaining("'linuxParameters.capabilities.add' must be of [ALL, AUDIT_CONTROL,")
                .hasMessageEndingWith("and is 'CAP_NET_ADMIN'.");
    }

    private static DefinitionRules.Checked linked(String mode, Map<String, List<String>> links) {
        return DefinitionRules.check(registration(r -> {
            r.networkMode = mode;
            r.containers = links.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(each -> container(c -> {
                        O options = new O();
                        options.links = each.getValue();
                        c.name = each.getKey();
                        c.options = options.draft();
                    }))
                    .toList();
        }));
    }

    @Test
    void linksLeadToOtherContainersOfTheDefinition() {
        Map<String, List<String>> good =
                Map.of("app", List.of("db:store", "cache"), "cache", List.of(), "db", List.of());
        assertThat(linked("bridge", good).containers().getFirst().options().links())
                .containsExactly("db:store", "cache");
        for (String link : List.of("db", "app", "app:me", "", "a:b:c", "other:")) {
            assertClientException(
                    INVALID + "'links' must be name or name:alias of other containers of the task definition, and is '"
                            + link + "'.",
                    () -> linked("bridge", Map.of("app", List.of(link), "other", List.of())));
        }
    }

    @Test
    void linksWorkOnTheBridgeAndNotInACircle() {
        Map<String, List<String>> one = Map.of("app", List.of("db"), "db", List.of());
        for (String mode : List.of("host", "none")) {
            assertClientException(
                    INVALID + "'links' works in network mode bridge only, and is '" + mode + "'.",
                    () -> linked(mode, one));
        }
        assertClientException(
                "Container links contain a cycle.",
                () -> linked("bridge", Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("a:x"))));
        assertClientException(
                "Container links contain a cycle.",
                () -> linked("bridge", Map.of("a", List.of("b"), "b", List.of("a"), "c", List.of())));
    }

    @Test
    void swapNeedsMemoryToCountFrom() {
        O options = new O();
        options.linux = new LinuxDraft(null, List.of(), null, null, List.of(), 8, null);
        assertClientException(
                INVALID + "'linuxParameters.maxSwap' needs the container's 'memory', which swap is counted from, and"
                        + " is '8'.",
                () -> DefinitionRules.check(registration(r -> r.containers = List.of(container(c -> {
                    c.memory = null;
                    c.memoryReservation = 8;
                    c.options = options.draft();
                })))));
    }

    @Test
    void aLogDriverIsOneOfDockersOwn() {
        for (String later : List.of("splunk", "awsfirelens", "gelf", "journald")) {
            assertRejected(
                    "UnsupportedFeatureException",
                    "Roadstead does not support log driver " + later
                            + " yet: use one of [json-file,none,syslog,fluentd,awslogs].",
                    () -> read(o -> o.log = new LogDraft(later, Map.of())));
        }
        refuses(
                "'logConfiguration.logDriver' must be one of [json-file, none, syslog, fluentd, awslogs], and is 'paper'.",
                o -> o.log = new LogDraft("paper", Map.of()));
        refuses(
                "'logConfiguration.options.mode' must be one of [blocking, non-blocking], and is 'maybe'.",
                o -> o.log = new LogDraft("json-file", Map.of("mode", "maybe")));
        refuses(
                "'logConfiguration.options' must be empty for log driver none, which keeps nothing, and is 'max-size'.",
                o -> o.log = new LogDraft("none", Map.of("max-size", "1m")));
    }

    @Test
    void awslogsNeedsAGroupAndARegionAndTakesItsOwnOptionsOnly() {
        Map<String, String> whole = Map.of(
                "awslogs-group",
                "/ecs/web",
                "awslogs-region",
                "us-east-1",
                "awslogs-stream-prefix",
                "app",
                "awslogs-create-group",
                "true",
                "awslogs-datetime-format",
                "%Y-%m-%d",
                "mode",
                "non-blocking",
                "max-buffer-size",
                "4m");
        assertThat(read(o -> o.log = new LogDraft("awslogs", whole)).logConfiguration())
                .isEqualTo(new LogConfiguration("awslogs", whole));
        assertRejected(
                "ClientException",
                "Log driver awslogs requires options: awslogs-region, awslogs-group",
                () -> read(o -> o.log = new LogDraft("awslogs", Map.of())));
        assertRejected(
                "ClientException",
                "Log driver awslogs requires options: awslogs-region",
                () -> read(o -> o.log = new LogDraft("awslogs", Map.of("awslogs-group", "g"))));
        assertRejected(
                "ClientException",
                "Log driver awslogs disallows options: awslogs-endpoint, tag",
                () -> read(o -> o.log = awslogs("tag", "x", "awslogs-endpoint", "http://here")));
        refuses(
                "'logConfiguration.options.awslogs-create-group' must be one of [true, false], and is 'yes'.",
                o -> o.log = awslogs("awslogs-create-group", "yes"));
        refuses(
                "'logConfiguration.options.max-buffer-size' must be a size such as 10m, and is 'much'.",
                o -> o.log = awslogs("max-buffer-size", "much"));
        refuses(
                "'logConfiguration.options' must have at most one of awslogs-datetime-format and"
                        + " awslogs-multiline-pattern, and is '%d and ^x'.",
                o -> o.log = awslogs("awslogs-datetime-format", "%d", "awslogs-multiline-pattern", "^x"));
    }

    private static LogDraft awslogs(String... options) {
        Map<String, String> all = new HashMap<>(Map.of("awslogs-group", "g", "awslogs-region", "r"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new LogDraft("awslogs", all);
    }

    @Test
    void aStreamsNameIsItsPrefixItsContainerAndItsTask() {
        LogConfiguration log = new LogConfiguration(
                "awslogs", Map.of("awslogs-group", "g", "awslogs-region", "r", "awslogs-stream-prefix", "app"));
        assertThat(log.ofDocker("main", "1234"))
                .isEqualTo(Map.of("awslogs-group", "g", "awslogs-region", "r", "awslogs-stream", "app/main/1234"));
        LogConfiguration plain = new LogConfiguration("awslogs", Map.of("awslogs-group", "g", "awslogs-region", "r"));
        assertThat(plain.ofDocker("main", "1234")).isEqualTo(plain.options());
    }

    @Test
    void optionsThatNotEveryHostKnowsAreDemandedOfIt() {
        assertThat(required(o -> o.privileged = false)).isEmpty();
        assertThat(required(o -> {
                    o.privileged = true;
                    o.security = List.of("apparmor:mine", "label:type:t", "no-new-privileges");
                    o.log = new LogDraft("fluentd", Map.of());
                }))
                .containsExactly(
                        "com.amazonaws.ecs.capability.apparmor",
                        "com.amazonaws.ecs.capability.docker-remote-api.1.19",
                        "com.amazonaws.ecs.capability.logging-driver.fluentd",
                        "com.amazonaws.ecs.capability.privileged-container",
                        "com.amazonaws.ecs.capability.selinux");
    }

    private static List<String> required(Change change) {
        return checked("bridge", change)
                .revision(new Scope("123456789012", "us-east-1"), 1, Instant.EPOCH, "me")
                .requiresAttributes()
                .stream()
                .map(Attribute::name)
                .toList();
    }
}
