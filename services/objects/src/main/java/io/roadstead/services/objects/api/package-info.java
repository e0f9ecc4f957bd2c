/** The operations of S3 that this server has, as methods on paths, and their XML. */
package io.roadstead.services.objects.api;
