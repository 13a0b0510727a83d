/**
 * Text in: documents into passages, passages into claims, text into unit vectors.
 *
 * <p>Everything here is a pure function of its input (and, for vectors, of a versioned corpus statistic), because every
 * head re-extracts a nominated claim from the passage and must find the same bytes. So no rule rests on the JDK's sentence
 * or word breaking, on a locale, or on the order of a hash map.
 *
 * <p>Words: a <em>document</em> is read into <em>passages</em>, each under its path of <em>headings</em>; a <em>claim</em>
 * is one statement of a passage, verbatim; a <em>statement</em> is a claim in three parts, where its form is plain enough;
 * a <em>term</em> is a stemmed word; an <em>encoder</em> gives a text its vector. Invariants: line numbers are the
 * source's; a vector has length 1, or is zero for text without a letter or digit; vectors of different encoder versions do
 * not compare.
 *
 * <p>Realises seed 002, Algorithm 10 ({@code ExtractClaims}, {@code TinyLM.embed}); dimensions by seed 001.
 *
 * <p>Read first: {@link dev.darm.encoding.Encoder}, {@link dev.darm.encoding.DocumentReader},
 * {@link dev.darm.encoding.ClaimExtractor}, {@link dev.darm.encoding.Terms}.
 */
@NullMarked
package dev.darm.encoding;

import org.jspecify.annotations.NullMarked;
