/** Which secrets, parameters and keys there are: small records in the Store, values sealed by the master key. */
package io.roadstead.services.secrets.vault;
