package io.roadstead.agent.engine;

/** Which container: its task's ARN and its name in the task definition. */
public record ContainerRef(String taskArn, String name) {}
