package io.roadstead.agent.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that a task needs from elsewhere before certain of its containers can go on: secrets, files, a registry's
 * password.
 *
 * <p>The engine knows that it is needed, where it is and whether it was fetched. What was fetched it never sees: that stays
 * in memory with whoever fetches it, and is fetched again after a restart.
 *
 * <p>Source: agent-protocol 7.2, 2.8; ecs-behaviour 10.1.
 */
public sealed interface ResourceSpec {
    /** The step of a container that waits for a resource. */
    enum Step {
        PULL,
        CREATE
    }

    /** Unique within the task. */
    String name();

    /** Those that wait for it. */
    Set<String> containers();

    /** What waits of them. */
    Step before();

    /** Where a secret is kept. */
    enum Keeper {
        SECRETS_MANAGER,
        PARAMETER_STORE
    }

    /** All secrets of a task that one keeper has. */
    record Secrets(Keeper keeper, List<Secret> secrets) implements ResourceSpec {
        public Secrets {
            secrets = List.copyOf(secrets);
        }

        @Override
        public String name() {
            return switch (keeper) {
                case SECRETS_MANAGER -> "asmsecret";
                case PARAMETER_STORE -> "ssmsecret";
            };
        }

        @Override
        public Set<String> containers() {
            return secrets.stream().map(Secret::container).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Step before() {
            return Step.CREATE;
        }
    }

    /**
     * A secret, and where a container wants it.
     *
     * @param name of the variable, or of the log driver's option
     * @param from an ARN, or a parameter's name
     * @param forLogDriver whether it is an option of the log driver, and no variable
     */
    record Secret(String container, String name, String from, String region, boolean forLogDriver) {}

    /** The passwords of private registries that a task's containers name. */
    record RegistryLogins(List<RegistryLogin> logins) implements ResourceSpec {
        public RegistryLogins {
            logins = List.copyOf(logins);
        }

        @Override
        public String name() {
            return "asm-auth";
        }

        @Override
        public Set<String> containers() {
            return logins.stream().map(RegistryLogin::container).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Step before() {
            return Step.PULL;
        }
    }

    /**
     * Where a registry's user and password are.
     *
     * @param from a secret's ARN
     * @param region absent for the agent's own
     */
    record RegistryLogin(
            String container,
            String image,
            String from,
            @Nullable String region) {}

    /**
     * The environment files of one container.
     *
     * @param arns of S3 objects; of two that set the same variable the first counts
     */
    record EnvironmentFiles(String container, List<String> arns) implements ResourceSpec {
        public EnvironmentFiles {
            arns = List.copyOf(arns);
        }

        @Override
        public String name() {
            return "envfile_" + container;
        }

        @Override
        public Set<String> containers() {
            return Set.of(container);
        }

        @Override
        public Step before() {
            return Step.CREATE;
        }
    }
}
