package io.roadstead.agent.control;

import io.roadstead.agent.config.AgentConfig;
import io.roadstead.agent.credentials.RoleCredentials;
import io.roadstead.agent.engine.Stage;
import io.roadstead.agent.loop.EngineLoop;
import io.roadstead.agent.runtime.ContainerRuntime;
import io.roadstead.agent.state.AgentStore;
import io.roadstead.agent.state.Registration;
import io.roadstead.wire.agent.TcsMessage.TaskMetric;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Both sessions of a registered agent. */
public final class Sessions implements AutoCloseable {
    private final AcsChannel acs;
    private final SessionLoop control;
    private final SessionLoop telemetry;

    private Sessions(AcsChannel acs, SessionLoop control, SessionLoop telemetry) {
        this.acs = acs;
        this.control = control;
        this.telemetry = telemetry;
    }

    /**
     * @param metrics what tasks used since this was last asked
     * @param connected told each time the control channel opens
     */
    public static Sessions start(
            AgentConfig config,
            Registration registration,
            String instanceArn,
            String dockerVersion,
            EngineLoop engine,
            AgentStore store,
            RoleCredentials roles,
            ContainerRuntime runtime,
            ControlApi api,
            StateReporter reporter,
            HttpClient http,
            Clock clock,
            SessionTimes times,
            Supplier<List<TaskMetric>> metrics,
            Runnable connected) {
        TcsChannel tcs = new TcsChannel(
                config,
                instanceArn,
                dockerVersion,
                runtime,
                engine::state,
                () -> engine.state().tasks().values().stream()
                        .flatMap(task -> task.containers().stream())
                        .noneMatch(container -> container.stage() == Stage.RUNNING),
                metrics,
                clock,
                times.telemetryEvery());
        AcsChannel acs = new AcsChannel(
                config, registration, instanceArn, dockerVersion, engine, store, roles, tcs::askedForStatus, connected);
        Sessions sessions = new Sessions(
                acs,
                new SessionLoop("ACS session", acs, api, config, http, clock, times, instanceArn),
                new SessionLoop("TCS session", tcs, api, config, http, clock, times, instanceArn));
        reporter.tellHealthBy(sessions.telemetry::wake);
        sessions.control.start();
        sessions.telemetry.start();
        return sessions;
    }

    public boolean connected() {
        return acs.isOpen();
    }

    @Override
    public void close() {
        control.close();
        telemetry.close();
    }
}
