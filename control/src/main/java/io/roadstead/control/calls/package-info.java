/** The API calls that were refused lately, so that they can be explained by their request ids. */
package io.roadstead.control.calls;
