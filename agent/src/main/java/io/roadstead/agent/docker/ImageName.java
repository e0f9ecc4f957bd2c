package io.roadstead.agent.docker;

import org.jspecify.annotations.Nullable;

/**
 * An image as it is asked for, taken apart as Docker does.
 *
 * <p>Examples: {@code nginx} is tag {@code latest} of {@code nginx} in the registry {@code docker.io};
 * {@code host:5000/a/b:1@sha256:0f...} is that digest of {@code host:5000/a/b}.
 *
 * @param repository without tag or digest
 * @param tag {@code latest} when neither tag nor digest is given, absent beside a digest alone
 */
record ImageName(
        String repository, @Nullable String tag, @Nullable String digest) {
    static final String DOCKER_HUB = "docker.io";

    static ImageName parse(String image) {
        int at = image.indexOf('@');
        String digest = at < 0 ? null : image.substring(at + 1);
        String rest = at < 0 ? image : image.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        String tag = tagged ? rest.substring(colon + 1) : digest == null ? "latest" : null;
        return new ImageName(tagged ? rest.substring(0, colon) : rest, tag, digest);
    }

    /** What the pull call gets as its tag: a digest goes there as well. */
    String tagOrDigest() {
        if (digest != null) {
            return digest;
        }
        return tag == null ? "latest" : tag;
    }

    /** The registry's host, {@value #DOCKER_HUB} when none is named. */
    String registry() {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : DOCKER_HUB;
    }
}
