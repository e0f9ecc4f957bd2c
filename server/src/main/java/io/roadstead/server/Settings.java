package io.roadstead.server;

import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.access.RootKey;
import io.roadstead.control.events.EventRecorder;
import io.roadstead.control.gateway.GatewaySettings;
import io.roadstead.control.loop.LoopSettings;
import io.roadstead.control.loop.RetentionLoop;
import io.roadstead.core.reconcile.InstanceReconciler;
import io.roadstead.core.reconcile.SchedulerSettings;
import io.roadstead.server.findings.FindingSettings;
import io.roadstead.services.identity.gate.Enforcement;
import io.roadstead.services.logs.LogsService;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane is started with.
 *
 * @param bind the address to listen on, for example {@code 127.0.0.1}
 * @param port 0 takes any free one
 * @param data where everything is kept; made when it is not there
 * @param server this server's name, the same after a restart
 * @param scheduler the constants of the service scheduler's decisions
 * @param instances when a host whose agent stays away is taken for terminated
 * @param loop the times of the shell that carries them out
 * @param events how what happens is journaled, and for how long it is kept
 * @param logs how log events lie on the disk
 * @param findings how the server looks at failures as they happen
 * @param iam what becomes of calls that policies do not allow
 * @param rootKey the root access key of the first account
 * @param masterKeys where the keys are that seal what is secret, and for how long old ones are kept
 */
public record Settings(
        String bind,
        int port,
        Path data,
        String server,
        GatewaySettings gateway,
        RetentionLoop.Settings retention,
        SchedulerSettings scheduler,
        InstanceReconciler.Settings instances,
        LoopSettings loop,
        EventRecorder.Settings events,
        LogsService.Settings logs,
        FindingSettings findings,
        Enforcement iam,
        RootKey rootKey,
        MasterKeys masterKeys) {
    /**
     * The keys that seal what is secret.
     *
     * @param file where the operator keeps them; absent for {@value ControlPlane#MASTER_KEY_FILE} in the data directory
     */
    public record MasterKeys(@Nullable Path file, KeyRenewal.Settings renewal) {
        public static final MasterKeys DEFAULT = new MasterKeys(null, KeyRenewal.Settings.DEFAULT);
    }

    public Settings(String bind, int port, Path data) {
        this(
                bind,
                port,
                data,
                "local",
                GatewaySettings.DEFAULTS,
                RetentionLoop.Settings.DEFAULT,
                SchedulerSettings.DEFAULT,
                InstanceReconciler.Settings.DEFAULT,
                LoopSettings.DEFAULT,
                EventRecorder.Settings.DEFAULT,
                LogsService.Settings.DEFAULT,
                FindingSettings.DEFAULT,
                Enforcement.AUDIT,
                RootKey.EVERYBODYS,
                MasterKeys.DEFAULT);
    }

    /** The same with other times for the schedulers of services and instances. */
    public Settings with(SchedulerSettings otherScheduler, InstanceReconciler.Settings otherInstances) {
        return new Settings(
                bind,
                port,
                data,
                server,
                gateway,
                retention,
                otherScheduler,
                otherInstances,
                loop,
                events,
                logs,
                findings,
                iam,
                rootKey,
                masterKeys);
    }

    /** The same with other looks at failures. */
    public Settings with(FindingSettings otherFindings) {
        return new Settings(
                bind,
                port,
                data,
                server,
                gateway,
                retention,
                scheduler,
                instances,
                loop,
                events,
                logs,
                otherFindings,
                iam,
                rootKey,
                masterKeys);
    }

    /** The same with calls judged otherwise, and another root key. */
    public Settings with(Enforcement otherIam, RootKey otherRootKey) {
        return new Settings(
                bind,
                port,
                data,
                server,
                gateway,
                retention,
                scheduler,
                instances,
                loop,
                events,
                logs,
                findings,
                otherIam,
                otherRootKey,
                masterKeys);
    }

    /** The same with other master keys. */
    public Settings with(MasterKeys otherMasterKeys) {
        return new Settings(
                bind,
                port,
                data,
                server,
                gateway,
                retention,
                scheduler,
                instances,
                loop,
                events,
                logs,
                findings,
                iam,
                rootKey,
                otherMasterKeys);
    }
}
