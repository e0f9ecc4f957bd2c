/** Who may call: accounts, their access keys, the credentials of tasks, and the master key that seals what is secret. */
package io.roadstead.control.access;
