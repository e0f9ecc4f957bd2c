/** What a probe says: the cause with its evidence and the fix, in English and Japanese. */
package io.roadstead.doctor.finding;
