/** The checksums that S3's clients send with what they put. */
package io.roadstead.services.objects.checksum;
