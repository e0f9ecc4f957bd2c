package io.roadstead.doctor.facts;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an execution role has to be allowed for tasks of a definition: resources by action. Source: ecs-behaviour 9.3, 10.1,
 * 10.2.
 */
public record Needs(Map<String, List<String>> resources) {
    /** Source: ecs-behaviour 9.3, AmazonECSTaskExecutionRolePolicy. */
    private static final List<String> ECR =
            List.of("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage");

    private static final Pattern ECR_IMAGE =
            Pattern.compile("(\\d{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/([^:@]+).*");
    private static final String FILE = "arn:aws:s3:::";

    public Needs {
        resources = Map.copyOf(resources);
    }

    /** Whether an image is in a private repository of ECR. */
    public static boolean isOfEcr(String image) {
        return ECR_IMAGE.matcher(image).matches();
    }

    /** Those of secrets, parameters and environment files. */
    static Needs ofConfiguration(DefinitionFact definition, String region, String account) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (DefinitionFact.Container container : definition.containers()) {
            for (String valueFrom : container.secrets()) {
                if (SecretFact.isSecret(valueFrom)) {
                    add(needs, "secretsmanager:GetSecretValue", SecretFact.id(valueFrom));
                } else {
                    add(needs, "ssm:GetParameters", ParameterFact.arn(valueFrom, region, account));
                }
            }
            if (!container.repositoryCredentials().isEmpty()) {
                add(needs, "secretsmanager:GetSecretValue", secret(container.repositoryCredentials(), region, account));
            }
            for (String file : container.environmentFiles()) {
                add(needs, "s3:GetObject", file);
                if (file.startsWith(FILE)) {
                    add(
                            needs,
                            "s3:GetBucketLocation",
                            file.substring(0, file.indexOf('/') < 0 ? file.length() : file.indexOf('/')));
                }
            }
        }
        return of(needs);
    }

    /** {@code repositoryCredentials} may give a secret's name alone. */
    static String secret(String named, String region, String account) {
        return named.startsWith("arn:")
                ? named
                : "arn:aws:secretsmanager:" + region + ":" + account + ":secret:" + named + "-??????";
    }

    /** Those of the images that are in repositories of ECR. */
    static Needs ofImages(DefinitionFact definition) {
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        for (DefinitionFact.Container container : definition.containers()) {
            var image = ECR_IMAGE.matcher(container.image());
            if (image.matches()) {
                String repository =
                        "arn:aws:ecr:" + image.group(2) + ":" + image.group(1) + ":repository/" + image.group(3);
                add(needs, "ecr:GetAuthorizationToken", "*");
                ECR.forEach(action -> add(needs, action, repository));
            }
        }
        return of(needs);
    }

    private static void add(Map<String, Set<String>> needs, String action, String resource) {
        needs.computeIfAbsent(action, first -> new LinkedHashSet<>()).add(resource);
    }

    private static Needs of(Map<String, Set<String>> needs) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        needs.forEach((action, resources) -> lists.put(action, List.copyOf(resources)));
        return new Needs(lists);
    }
}
