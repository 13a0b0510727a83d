/**
 * The library: documents as they were fed, kept durably and twice, and their passages by hash.
 *
 * <p>A document is acknowledged when its record is synced on two nodes (on one, when no other is in reach), its
 * <em>custodians</em>; the first custodian in reach, its <em>steward</em>, hands it to an agent to study. Two heads of the chain
 * are to keep each version: when fewer do, because the heads changed, another gets a copy. Passages are
 * served to every node that asks, because each head judges a nomination by evidence that it fetched itself. Older
 * versions of a document stay readable; only the newest is current.
 *
 * <p>Read first: {@link dev.darm.memory.source.LibraryCore}.
 */
@NullMarked
package dev.darm.memory.source;

import org.jspecify.annotations.NullMarked;
