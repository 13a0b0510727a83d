package dev.darm.ledger;

/** What the log of a chain's headers can be asked: what witnesses and monitors of transparency logs ask. */
public sealed interface LogQuestion {

    /** The newest {@link Checkpoint}, signed by this node's validator key: a note, UTF-8. */
    record Newest() implements LogQuestion {}

    /** A {@link ConsistencyProof}, 1 ≤ {@code from} ≤ {@code to}: its hashes, each in base64 on a line of its own. */
    record Consistency(long from, long to) implements LogQuestion {}

    /** The first {@code width} hashes, 1 to 256, of a tile of c2sp.org/tlog-tiles; 32 bytes each. */
    record Tile(int level, long index, int width) implements LogQuestion {}

    /** The same of the headers themselves, the "entry bundle": each behind its length of two bytes. */
    record Entries(long index, int width) implements LogQuestion {}
}
