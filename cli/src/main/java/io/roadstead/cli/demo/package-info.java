/** {@code ./roadstead demo}: the main job on real input, told as it happens. */
package io.roadstead.cli.demo;
