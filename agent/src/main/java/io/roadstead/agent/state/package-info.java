/** What the agent remembers across a crash: in a {@link io.roadstead.store.Store}, a SQLite file in its data directory. */
package io.roadstead.agent.state;
