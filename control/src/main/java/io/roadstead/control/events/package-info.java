/**
 * What ECS tells EventBridge: derived from the index, written as EventBridge's JSON, kept for a day in a journal on this
 * server's disk, and given from there to whoever listens.
 *
 * <p>Every server keeps a journal of its own, of everything: a server can answer for the whole installation without asking
 * another, nothing of this bulk passes through the Store, and no leader has to be up. The copies are the same events, for
 * an event's id follows from what it is about and is the same everywhere. Whoever acts on events outside the installation
 * (rules, targets) has to hold a lease of its own, or the act happens once a server.
 */
package io.roadstead.control.events;
