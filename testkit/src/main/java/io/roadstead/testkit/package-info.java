/** What tests of several modules share: real images, real processes, seeds. */
package io.roadstead.testkit;
