/** Which buckets, objects and unfinished uploads there are: their records in the Store, and in memory by name. */
package io.roadstead.services.objects.catalog;
