package io.roadstead.agent.loop;

import io.roadstead.agent.engine.ResourceSpec;

/**
 * Who gets what tasks need from elsewhere, and keeps it in memory until it is released. Called from the threads that carry
 * effects out.
 */
public interface ResourceFetcher {
    /** It cannot be had; the message is for the task's {@code stoppedReason} and holds no value of any secret. */
    final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        public Failed(String why) {
            super(why, null, false, false);
        }

        /** Why, in the original agent's words. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Gets one resource of a task; may wait for the task's credentials until {@link #release}.
     *
     * @throws Failed when it cannot be had
     */
    void fetch(String taskArn, ResourceSpec resource) throws Failed, InterruptedException;

    /** Forgets all that was fetched for a task, and gives up waiting for more. */
    void release(String taskArn);

    /** Nobody: a task that needs something is told that this agent cannot get it. */
    ResourceFetcher NONE = new ResourceFetcher() {
        @Override
        public void fetch(String taskArn, ResourceSpec resource) throws Failed {
            throw new Failed(resource.name() + " resource: this agent cannot fetch it");
        }

        @Override
        public void release(String taskArn) {}
    };
}
