package io.roadstead.agent.engine;

import io.roadstead.core.model.DesiredStatus;
import io.roadstead.core.model.NetworkBinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened. Each may come late or twice: what does not fit the state is ignored. */
public sealed interface Event {
    /** The agent took over with what it remembers: everything not stopped is looked at. */
    record Resumed() implements Event {}

    /** The control plane wants these. */
    record TasksReceived(List<Wish> wishes) implements Event {
        /** One task of a payload. Of a known task only the desired status counts. */
        public record Wish(TaskSpec task, DesiredStatus desired) {}

        public TasksReceived {
            wishes = List.copyOf(wishes);
        }
    }

    /** The control plane wants something this agent cannot read. */
    record TaskRefused(String taskArn, String reason) implements Event {}

    record PullBegun(String image) implements Event {}

    /** The registry does not say which image is meant; the pull may go on all the same. */
    record ManifestFailed(String image, Fault fault) implements Event {}

    /** @param fetched false when the image was here and no pull was needed */
    record PullDone(String image, LocalImage local, boolean fetched) implements Event {}

    /** @param local the image that is here nevertheless */
    record PullFailed(String image, Fault fault, @Nullable LocalImage local) implements Event {}

    record ImageRemoved(String image) implements Event {}

    /** It stays for now: others of this host may need it. */
    record ImageRemoveFailed(String image) implements Event {}

    /** @param imagesAtMost how many images may go of it */
    record UntrackedFound(Untracked untracked, int imagesAtMost) implements Event {}

    record GroupReady(String taskArn) implements Event {}

    record GroupFailed(String taskArn, String why) implements Event {}

    record Fetched(String taskArn, String resource) implements Event {}

    /** @param why the resource's own words, never with a value in them */
    record FetchFailed(String taskArn, String resource, String why) implements Event {}

    record VolumeInspected(VolumeRef volume, LocalVolume found) implements Event {}

    /** @param fault {@link Fault.NotFound} when there is none */
    record VolumeInspectFailed(VolumeRef volume, Fault fault) implements Event {}

    record VolumeCreated(VolumeRef volume) implements Event {}

    record VolumeCreateFailed(VolumeRef volume, Fault fault) implements Event {}

    record VolumeRemoved(VolumeRef volume) implements Event {}

    record VolumeRemoveFailed(VolumeRef volume, Fault fault) implements Event {}

    /** @param bindings the ports that will be published, dynamic ones chosen */
    record Created(ContainerRef container, String dockerId, List<NetworkBinding> bindings) implements Event {}

    record CreateFailed(ContainerRef container, Fault fault) implements Event {}

    record Started(ContainerRef container, String dockerId) implements Event {}

    record StartFailed(ContainerRef container, String dockerId, Fault fault) implements Event {}

    /** A container's process ended. */
    record Died(ContainerRef container, String dockerId, Death death) implements Event {}

    /** A container was started, by the agent or by somebody else. */
    record SeenStarting(ContainerRef container, String dockerId) implements Event {}

    /** A container's health changed; what its check said is for a look to show. */
    record HealthChanged(ContainerRef container, String dockerId, HealthReading reading) implements Event {}

    /** @param after what a look showed once the stop had been carried out */
    record StopDone(ContainerRef container, Inspection after) implements Event {}

    record StopFailed(ContainerRef container, Fault fault) implements Event {}

    /** @param asked the container's stage when the look was asked for */
    record Inspected(ContainerRef container, Stage asked, Inspection inspection) implements Event {}

    record InspectFailed(ContainerRef container, Fault fault) implements Event {}

    record Removed(ContainerRef container) implements Event {}

    record RemoveFailed(ContainerRef container, Fault fault) implements Event {}

    /** Docker's events flow again after a gap in which anything may have been missed. */
    record DockerBack() implements Event {}

    /** The control plane took the report under way, or will never take it (InvalidParameterException). */
    record ReportSettled(TaskReport report) implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
