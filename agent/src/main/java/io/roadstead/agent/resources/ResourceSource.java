package io.roadstead.agent.resources;

import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.wire.sigv4.Credentials;
import java.util.Map;

/** Where resources of one kind come from. */
@FunctionalInterface
public interface ResourceSource<R extends ResourceSpec> {
    /**
     * Gets a resource; tries again by itself what another try may mend.
     *
     * @param role whose permissions count
     * @return what each container is given, by its name
     * @throws ResourceFetcher.Failed in the original's words
     */
    Map<String, Provision> fetch(String taskArn, R resource, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException;
}
