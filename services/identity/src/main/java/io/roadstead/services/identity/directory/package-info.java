/** Who and what there is in an account: records of the Store, a view of them in memory, and guarded changes. */
package io.roadstead.services.identity.directory;
