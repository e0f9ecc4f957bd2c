/** The part of S3 that ECS uses: buckets and objects behind the same port, signatures and policies as everything else. */
package io.roadstead.services.objects;
