/**
 * The body of AWS's JSON protocols: the SDK's model classes from and to bytes, by their {@code SdkField}s and Jackson's
 * streaming API. Each class's table is made once; there is no data binding and no tree.
 */
package io.roadstead.wire.json;
