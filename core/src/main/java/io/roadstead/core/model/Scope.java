package io.roadstead.core.model;

/** Where a resource lives: every name is unique within one account and region. */
public record Scope(String account, String region) {
    /** The ARN of an ECS resource of this scope, for example {@code arn("cluster/default")}. */
    public String arn(String resource) {
        return "arn:aws:ecs:" + region + ":" + account + ":" + resource;
    }
}
