package io.roadstead.services.objects.api;

import io.roadstead.wire.AwsException;
import io.roadstead.wire.rest.RestRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers of a request belong to the object it puts, and which ask for what this server does not do. */
final class ObjectHeaders {
    static final String META = "x-amz-meta-";
    private static final String TYPE = "content-type";
    private static final String DEFAULT_TYPE = "binary/octet-stream";
    private static final String ENCODING = "content-encoding";
    private static final Set<String> KEPT =
            Set.of(TYPE, "cache-control", "content-disposition", "content-language", "expires");
    /** Source: S3 User Guide, "Working with object metadata". */
    private static final int META_LIMIT = 2 << 10;

    private static final List<String> UNSUPPORTED = List.of(
            "x-amz-tagging",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-website-redirect-location",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-copy-source-server-side-encryption-customer-algorithm",
            "x-amz-write-offset-bytes");
    private static final Set<String> PRIVATE = Set.of("private", "bucket-owner-full-control");

    private ObjectHeaders() {}

    /** What is kept of a request's headers, by lower-case name. */
    static Map<String, String> kept(RestRequest request) {
        checkSupported(request);
        Map<String, String> kept = new HashMap<>();
        int meta = 0;
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            String name = header.getKey();
            if (name.startsWith(META)) {
                meta += name.length() - META.length() + header.getValue().getBytes(StandardCharsets.UTF_8).length;
                kept.put(name, header.getValue());
            } else if (KEPT.contains(name)) {
                kept.put(name, header.getValue());
            }
        }
        if (meta > META_LIMIT) {
            throw new AwsException(
                    "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
        }
        kept.putIfAbsent(TYPE, DEFAULT_TYPE);
        encoding(request).ifPresent(encoding -> kept.put(ENCODING, encoding));
        return kept;
    }

    /** Without {@code aws-chunked}, which is undone here. */
    private static Optional<String> encoding(RestRequest request) {
        return request.header(ENCODING)
                .map(said -> Arrays.stream(said.split(","))
                        .map(String::strip)
                        .filter(each -> !each.equals("aws-chunked") && !each.isEmpty())
                        .collect(Collectors.joining(",")))
                .filter(rest -> !rest.isEmpty());
    }

    private static void checkSupported(RestRequest request) {
        for (String name : UNSUPPORTED) {
            if (request.header(name).isPresent()) {
                throw Refusals.notImplemented("the header " + name);
            }
        }
        request.header("x-amz-server-side-encryption")
                .filter(how -> !how.equals("AES256"))
                .ifPresent(how -> {
                    throw Refusals.notImplemented("x-amz-server-side-encryption: " + how);
                });
        request.header("x-amz-storage-class")
                .filter(storage -> !storage.equals("STANDARD"))
                .ifPresent(storage -> {
                    throw new AwsException("InvalidStorageClass", "The storage class you specified is not valid");
                });
        boolean grants = request.headers().keySet().stream().anyMatch(name -> name.startsWith("x-amz-grant-"));
        if (grants
                || request.header("x-amz-acl")
                        .filter(acl -> !PRIVATE.contains(acl))
                        .isPresent()) {
            throw new AwsException("AccessControlListNotSupported", "The bucket does not allow ACLs");
        }
    }
}
