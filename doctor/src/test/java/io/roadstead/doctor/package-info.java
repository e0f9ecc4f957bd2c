/** The doctor looking at clusters that are told in ECS's own answers. */
package io.roadstead.doctor;
