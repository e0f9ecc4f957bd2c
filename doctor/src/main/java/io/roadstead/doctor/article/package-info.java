/** The knowledge center: its catalogue of articles, and their texts in both languages. */
package io.roadstead.doctor.article;
