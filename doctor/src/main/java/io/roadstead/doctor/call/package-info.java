/** What a refused API call means. */
package io.roadstead.doctor.call;
