/** Where objects' bytes are kept: the port {@link io.roadstead.services.objects.blob.Blobs}, and a directory behind it. */
package io.roadstead.services.objects.blob;
