package io.roadstead.services.objects.catalog;

/** Bytes of an object: a whole blob. */
public record Piece(String blob, long size) {}
