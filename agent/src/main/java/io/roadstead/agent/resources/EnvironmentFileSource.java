package io.roadstead.agent.resources;

import io.roadstead.agent.engine.ResourceSpec;
import io.roadstead.agent.loop.ResourceFetcher;
import io.roadstead.wire.client.ObjectError;
import io.roadstead.wire.client.ObjectReader;
import io.roadstead.wire.sigv4.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment files from S3, read as the task's execution role: the bucket's region first, then the object. All of a
 * container's files are tried, and all failures told. Source: ecs-behaviour 4.6, 10.2.
 */
public final class EnvironmentFileSource implements ResourceSource<ResourceSpec.EnvironmentFiles> {
    /** More than any program's variables: Linux takes 2 MiB of them and of arguments together. */
    static final int FILE_LIMIT = 4 << 20;

    private static final int TRIES = 3;
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:s3:::([^/]+)/(.+)", Pattern.DOTALL);

    private final Reading reading;
    private final Duration pause;

    /** How an object is read: {@link ObjectReader}, or what a test says. */
    @FunctionalInterface
    interface Reading {
        /** @throws ObjectError when it cannot be had */
        byte[] read(String bucket, String key, Credentials role) throws InterruptedException;
    }

    EnvironmentFileSource(Reading reading, Duration pause) {
        this.reading = reading;
        this.pause = pause;
    }

    /** @param region the agent's own, whose endpoint is asked where a bucket is */
    public static EnvironmentFileSource of(URI endpoint, String region, HttpClient http, InstantSource clock) {
        return new EnvironmentFileSource(
                (bucket, key, role) -> {
                    ObjectReader reader = new ObjectReader(endpoint, role, http, clock);
                    return reader.read(bucket, key, reader.region(bucket, region), FILE_LIMIT);
                },
                Duration.ofSeconds(1));
    }

    @Override
    public Map<String, Provision> fetch(String taskArn, ResourceSpec.EnvironmentFiles files, Credentials role)
            throws ResourceFetcher.Failed, InterruptedException {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        for (String arn : files.arns()) {
            Matcher parts = ARN.matcher(arn);
            if (!parts.matches()) {
                failures.add("unable to parse bucket and key from s3 ARN specified in environmentFile " + arn
                        + ", error: invalid s3 arn " + arn);
                continue;
            }
            try {
                byte[] bytes = read(parts.group(1), parts.group(2), role);
                EnvironmentFile.parse(new String(bytes, StandardCharsets.UTF_8)).forEach(variables::putIfAbsent);
            } catch (ObjectError e) {
                failures.add("unable to download env file with key " + parts.group(2) + " from bucket " + parts.group(1)
                        + ", error: " + e.text());
            }
        }
        if (!failures.isEmpty()) {
            throw new ResourceFetcher.Failed(String.join(";", failures));
        }
        return Map.of(files.container(), Provision.defaults(variables));
    }

    private byte[] read(String bucket, String key, Credentials role) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return reading.read(bucket, key, role);
            } catch (ObjectError e) {
                if (!e.passing() || tries == TRIES) {
                    throw e;
                }
                Thread.sleep(pause);
            }
        }
    }
}
