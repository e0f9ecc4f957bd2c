package io.roadstead.agent.engine;

/** Which volume: its task's ARN and its name in the task definition. */
public record VolumeRef(String taskArn, String name) {}
