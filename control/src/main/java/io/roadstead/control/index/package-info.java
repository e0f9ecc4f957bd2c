/**
 * What every server knows: all records in memory, applied from the Store's watch and from nowhere else. Reads of the API
 * come from here.
 */
package io.roadstead.control.index;
