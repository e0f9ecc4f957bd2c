/** The managed policies of AWS that ECS's users attach, in our own transcription. */
package io.roadstead.services.identity.managed;
