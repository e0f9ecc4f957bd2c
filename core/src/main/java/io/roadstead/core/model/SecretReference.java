package io.roadstead.core.model;

import java.util.List;

/**
 * Where a secret is, as a definition names it.
 *
 * @param name of the variable or option that gets its value
 * @param valueFrom a secret's ARN, with or without {@code :json-key:version-stage:version-id} after it, a parameter's ARN, or
 *     a parameter's name. Source: ecs-behaviour 10.1
 */
public record SecretReference(String name, String valueFrom) {
    private static final int SERVICE = 2;
    private static final int REGION = 3;
    private static final int ACCOUNT = 4;
    private static final int RESOURCE = 5;
    private static final String PARAMETER = "parameter/";

    /** Whether Secrets Manager has it, and not Parameter Store. */
    public boolean inSecretsManager() {
        return valueFrom.startsWith("arn:") && part(SERVICE).equals("secretsmanager");
    }

    /** The region it is in: its ARN's, or that of the task for a parameter's name. */
    public String region(String taskRegion) {
        String region = valueFrom.startsWith("arn:") ? part(REGION) : "";
        return region.isEmpty() ? taskRegion : region;
    }

    /**
     * What an agent asks for. It looks for a parameter under the name by which Parameter Store answers, so an ARN of the
     * task's own account becomes that name: a path with its slash, a single word without.
     */
    public String asked(String taskAccount) {
        if (!valueFrom.startsWith("arn:")
                || inSecretsManager()
                || !part(ACCOUNT).equals(taskAccount)) {
            return valueFrom;
        }
        String resource = part(RESOURCE);
        if (!resource.startsWith(PARAMETER)) {
            return valueFrom;
        }
        String name = resource.substring(PARAMETER.length());
        return name.indexOf('/') >= 0 ? "/" + name : name;
    }

    private String part(int index) {
        List<String> parts = List.of(valueFrom.split(":", RESOURCE + 1));
        return index < parts.size() ? parts.get(index) : "";
    }
}
