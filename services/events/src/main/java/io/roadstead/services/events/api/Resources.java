package io.roadstead.services.events.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.roadstead.services.events.trail.TrailEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which resources a call speaks of: every ARN in what was asked and answered, and the values of members that name one. An
 * event is found under each of them, written as the call wrote it.
 */
final class Resources {
    private static final JsonFactory JSON = new JsonFactory();
    /** CloudTrail tells few of each event; a call that lists a thousand ARNs needs not be found by each. */
    private static final int MOST = 50;

    private static final int ARN_PARTS = 6;

    /** @param type as CloudFormation names it */
    record Resource(String type, String name) {}

    /** By service and the word with which the ARN's resource begins; services without such a word have it empty. */
    private static final Map<String, String> BY_ARN = Map.ofEntries(
            Map.entry("ecs:cluster", "AWS::ECS::Cluster"),
            Map.entry("ecs:service", "AWS::ECS::Service"),
            Map.entry("ecs:task", "AWS::ECS::Task"),
            Map.entry("ecs:task-definition", "AWS::ECS::TaskDefinition"),
            Map.entry("ecs:task-set", "AWS::ECS::TaskSet"),
            Map.entry("ecs:container-instance", "AWS::ECS::ContainerInstance"),
            Map.entry("ecs:capacity-provider", "AWS::ECS::CapacityProvider"),
            Map.entry("iam:role", "AWS::IAM::Role"),
            Map.entry("iam:user", "AWS::IAM::User"),
            Map.entry("iam:group", "AWS::IAM::Group"),
            Map.entry("iam:policy", "AWS::IAM::Policy"),
            Map.entry("iam:instance-profile", "AWS::IAM::InstanceProfile"),
            Map.entry("logs:log-group", "AWS::Logs::LogGroup"),
            Map.entry("secretsmanager:secret", "AWS::SecretsManager::Secret"),
            Map.entry("ssm:parameter", "AWS::SSM::Parameter"),
            Map.entry("kms:key", "AWS::KMS::Key"));

    private static final Map<String, String> BY_MEMBER = Map.ofEntries(
            Map.entry("cluster", "AWS::ECS::Cluster"),
            Map.entry("clusterName", "AWS::ECS::Cluster"),
            Map.entry("service", "AWS::ECS::Service"),
            Map.entry("serviceName", "AWS::ECS::Service"),
            Map.entry("taskDefinition", "AWS::ECS::TaskDefinition"),
            Map.entry("family", "AWS::ECS::TaskDefinition"),
            Map.entry("task", "AWS::ECS::Task"),
            Map.entry("containerInstance", "AWS::ECS::ContainerInstance"),
            Map.entry("roleName", "AWS::IAM::Role"),
            Map.entry("userName", "AWS::IAM::User"),
            Map.entry("groupName", "AWS::IAM::Group"),
            Map.entry("policyName", "AWS::IAM::Policy"),
            Map.entry("instanceProfileName", "AWS::IAM::InstanceProfile"),
            Map.entry("accessKeyId", "AWS::IAM::AccessKey"),
            Map.entry("logGroupName", "AWS::Logs::LogGroup"),
            Map.entry("secretId", "AWS::SecretsManager::Secret"),
            Map.entry("bucketName", "AWS::S3::Bucket"));

    private Resources() {}

    static Set<Resource> of(TrailEntry entry) {
        Set<Resource> found = new LinkedHashSet<>();
        collect(entry.request(), found);
        collect(entry.response(), found);
        return found;
    }

    private static void collect(byte[] object, Set<Resource> found) {
        if (object.length == 0) {
            return;
        }
        try (JsonParser json = JSON.createParser(object)) {
            for (JsonToken token = json.nextToken(); token != null && found.size() < MOST; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    String text = json.getText();
                    String type = type(json, text);
                    if (type != null && !text.isEmpty()) {
                        found.add(new Resource(type, text));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a recorded call holds what is no JSON", e);
        }
    }

    private static @Nullable String type(JsonParser json, String text) throws IOException {
        if (!text.startsWith("arn:")) {
            String member = json.currentName();
            return member == null ? null : BY_MEMBER.get(member);
        }
        String[] parts = text.split(":", ARN_PARTS);
        if (parts.length < ARN_PARTS) {
            return null;
        }
        if (parts[2].equals("s3")) {
            return parts[5].indexOf('/') < 0 ? "AWS::S3::Bucket" : "AWS::S3::Object";
        }
        int end = 0;
        while (end < parts[5].length() && parts[5].charAt(end) != '/' && parts[5].charAt(end) != ':') {
            end++;
        }
        return BY_ARN.get(parts[2] + ":" + parts[5].substring(0, end));
    }
}
