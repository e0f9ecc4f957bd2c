/** Which log groups and streams there are: small records in the Store, and a view of them in memory. */
package io.roadstead.services.logs.catalog;
