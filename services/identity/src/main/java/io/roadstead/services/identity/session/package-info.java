/** Whom a signature stands for: users' access keys, temporary credentials, and the policies that go with them. */
package io.roadstead.services.identity.session;
