package io.roadstead.agent.control;

import io.roadstead.agent.control.PayloadReader.Unreadable;
import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.engine.ResourceSpec.Keeper;
import io.roadstead.agent.engine.ResourceSpec.RegistryLogin;
import io.roadstead.agent.engine.ResourceSpec.Secret;
import io.roadstead.wire.agent.ProtocolContainer;
import io.roadstead.wire.agent.ProtocolTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a payload's containers have fetched for them. Source: agent-protocol 2.8. */
final class ResourceReader {
    private ResourceReader() {}

    /** One resource for each place that things are fetched from, as with the original. */
    static List<ResourceSpec> read(ProtocolTask task) {
        List<Secret> inSecretsManager = new ArrayList<>();
        List<Secret> inParameterStore = new ArrayList<>();
        List<RegistryLogin> logins = new ArrayList<>();
        for (ProtocolContainer container : task.containers()) {
            for (ProtocolContainer.Secret secret : container.secrets()) {
                switch (String.valueOf(secret.provider())) {
                    case "asm" -> inSecretsManager.add(secret(container, secret));
                    case "ssm" -> inParameterStore.add(secret(container, secret));
                    default ->
                        throw new Unreadable(
                                "a secret's provider must be asm or ssm, and is '" + secret.provider() + "'");
                }
            }
            ProtocolContainer.RegistryAuthentication authentication = container.registryAuthentication();
            if (authentication != null) {
                logins.add(login(container, authentication));
            }
        }
        List<ResourceSpec> resources = new ArrayList<>();
        for (ProtocolContainer container : task.containers()) {
            if (!container.environmentFiles().isEmpty()) {
                resources.add(new ResourceSpec.EnvironmentFiles(
                        String.valueOf(container.name()),
                        container.environmentFiles().stream()
                                .map(ResourceReader::object)
                                .toList()));
            }
        }
        if (!logins.isEmpty()) {
            resources.add(new ResourceSpec.RegistryLogins(logins));
        }
        if (!inSecretsManager.isEmpty()) {
            resources.add(new ResourceSpec.Secrets(Keeper.SECRETS_MANAGER, inSecretsManager));
        }
        if (!inParameterStore.isEmpty()) {
            resources.add(new ResourceSpec.Secrets(Keeper.PARAMETER_STORE, inParameterStore));
        }
        return resources;
    }

    private static Secret secret(ProtocolContainer container, ProtocolContainer.Secret secret) {
        boolean variable = "ENVIRONMENT_VARIABLE".equals(secret.type());
        boolean option = !variable && "LOG_DRIVER".equals(secret.target());
        if (!variable && !option) {
            throw new Unreadable("this agent does not support secrets of type " + secret.type() + " yet");
        }
        return new Secret(
                String.valueOf(container.name()),
                required(secret.name(), "name"),
                required(secret.valueFrom(), "valueFrom"),
                required(secret.region(), "region"),
                option);
    }

    private static RegistryLogin login(
            ProtocolContainer container, ProtocolContainer.RegistryAuthentication authentication) {
        String from = authentication.credentialsParameter();
        if (!"asm".equals(authentication.type()) || from == null) {
            throw new Unreadable(
                    "this agent does not support registry authentication of type " + authentication.type() + " yet");
        }
        return new RegistryLogin(
                String.valueOf(container.name()),
                Objects.requireNonNullElse(container.image(), ""),
                from,
                authentication.region());
    }

    private static String object(ProtocolContainer.EnvironmentFile file) {
        if (!"s3".equals(file.type()) || file.value() == null) {
            throw new Unreadable("this agent does not support environment files of type " + file.type() + " yet");
        }
        return file.value();
    }

    private static String required(@Nullable String text, String member) {
        if (text == null || text.isEmpty()) {
            throw new Unreadable("a secret's " + member + " is missing");
        }
        return text;
    }
}
