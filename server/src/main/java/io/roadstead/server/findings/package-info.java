/** What the doctor finds while it happens: looked at when something fails, kept with what it is about. */
package io.roadstead.server.findings;
