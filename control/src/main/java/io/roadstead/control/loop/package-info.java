/** Where time enters: reconcilers are asked what to do, and what they decide is committed under a lease. */
package io.roadstead.control.loop;
