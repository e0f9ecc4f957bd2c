/** Policy documents as people write them: JSON read into compiled policies, or refused with the place of what is wrong. */
package io.roadstead.services.identity.document;
