package io.roadstead.wire;

/** How requests of a service are written, and its answers. Source: companion-apis 0. */
public sealed interface Protocol {
    /**
     * JSON both ways; the operation stands in a header.
     *
     * @param targetPrefix what stands before the dot in {@code X-Amz-Target}
     */
    record AwsJson(String targetPrefix) implements Protocol {}

    /**
     * A form, among whose parameters Action names the operation, answered in XML.
     *
     * @param version of the API, for example {@code 2010-05-08}
     * @param namespace of the answers' elements
     */
    record Query(String version, String namespace) implements Protocol {}
}
