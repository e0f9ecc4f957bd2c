/**
 * AWS's query protocol on the server's side: the SDK's model classes from forms and to XML, by their {@code SdkField}s.
 * Lists are {@code Name.member.1}, maps {@code Name.entry.1.key}. Source: companion-apis 0.
 */
package io.roadstead.wire.query;
