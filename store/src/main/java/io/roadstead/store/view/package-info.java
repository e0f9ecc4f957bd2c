/** Records of some kinds in memory, as a service keeps them: read from the view, changed by one road. */
package io.roadstead.store.view;
