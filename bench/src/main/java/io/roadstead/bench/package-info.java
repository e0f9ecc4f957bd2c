/** {@code ./roadstead bench}: what speed and size are, measured in one run, as ratios to what bounds them. */
package io.roadstead.bench;
