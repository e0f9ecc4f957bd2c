package io.roadstead.agent.runtime;

import io.roadstead.agent.engine.ContainerRequest;
import io.roadstead.agent.engine.Inspection;
import io.roadstead.agent.engine.LocalImage;
import io.roadstead.agent.engine.LocalVolume;
import io.roadstead.agent.engine.TaskGroup;
import io.roadstead.agent.engine.Untracked;
import io.roadstead.agent.engine.VolumeRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container engine. All calls block, may come from any thread at once, and end in a {@link RuntimeFault} when not
 * done; after {@link io.roadstead.agent.engine.Fault.TimedOut} and {@link io.roadstead.agent.engine.Fault.DaemonGone}
 * they may have been done all the same.
 */
public interface ContainerRuntime extends AutoCloseable {
    RuntimeInfo info() throws RuntimeFault;

    /** Whether the engine answers: what the instance's health check asks. */
    void ping() throws RuntimeFault;

    /** The image as it is on this host, empty when it is not. */
    Optional<LocalImage> image(String image) throws RuntimeFault;

    /**
     * Asks an image's registry which image is meant now.
     *
     * @return the digest of its manifest; empty when the name is one already, or the registry knows none
     */
    Optional<String> digest(String image, Duration timeout) throws RuntimeFault;

    /**
     * Gets an image from its registry.
     *
     * @param digest of the manifest, when it is known: then that one is got, whatever the name means by now
     * @param timeout of the whole
     * @param inactivityTimeout of the time without any progress
     */
    void pull(String image, @Nullable String digest, Duration timeout, Duration inactivityTimeout) throws RuntimeFault;

    /**
     * Removes an image's name, and the image when it was the last; removing none is no error. One that a container has
     * is refused.
     */
    void removeImage(String image) throws RuntimeFault;

    /** What is on this host and of no task, of this agent or another. */
    Untracked untracked() throws RuntimeFault;

    /** Removes a container with its anonymous volumes unless it runs; removing none is no error. */
    void removeStopped(String id) throws RuntimeFault;

    /** Creates a container, choosing host ports where none are given. */
    CreatedContainer create(ContainerRequest request, Duration timeout) throws RuntimeFault;

    /** Starts a container; one that runs already is left alone. */
    void start(String id, Duration timeout) throws RuntimeFault;

    /**
     * Stops a container and returns when it has stopped; one that runs no more is left alone.
     *
     * @param grace between the stop signal and SIGKILL
     * @param timeout of the call
     */
    void stop(String id, Duration grace, Duration timeout) throws RuntimeFault;

    Inspection inspect(String idOrName) throws RuntimeFault;

    /** What there is to tell of a container, empty when there is no such. */
    Optional<ContainerDetails> details(String idOrName) throws RuntimeFault;

    /** Removes a container with its anonymous volumes, killing it if need be; removing none is no error. */
    void remove(String idOrName) throws RuntimeFault;

    /** The volume of that name; {@link io.roadstead.agent.engine.Fault.NotFound} when there is none. */
    LocalVolume volume(String name) throws RuntimeFault;

    /** Makes a volume; one of that name and driver is left as it is. */
    void createVolume(VolumeRequest request) throws RuntimeFault;

    /** Removes a volume that no container has; removing none is no error. */
    void removeVolume(String name) throws RuntimeFault;

    /** Makes the cgroup that containers name as their parent; one that is there gets these limits. */
    void createGroup(TaskGroup group) throws RuntimeFault;

    /** Removes it again; removing none is no error. */
    void removeGroup(TaskGroup group) throws RuntimeFault;

    /**
     * Tells of the ends, and of the changing health, of containers that carry the agent's labels, from this call on. Returns once it is certain that
     * none will be missed.
     */
    void watch(RuntimeListener listener) throws RuntimeFault;

    /** Ends the watch and lets go of the engine; containers run on. */
    @Override
    void close();
}
