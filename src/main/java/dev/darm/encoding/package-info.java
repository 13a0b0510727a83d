/**
 * Text in: documents into passages, passages into claims, text into unit vectors.
 *
 * <p>Everything here is a pure function of its input (and, for vectors, of a versioned corpus statistic), because every
 * head re-extracts a nominated claim from the passage and must find the same bytes.
 *
 * <p>Read first: {@link dev.darm.encoding.Encoder}.
 */
@NullMarked
package dev.darm.encoding;

import org.jspecify.annotations.NullMarked;
