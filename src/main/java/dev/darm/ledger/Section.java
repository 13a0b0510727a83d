package dev.darm.ledger;

import dev.darm.codec.ByteReader;

/** The parts of a block's content, each with an RFC 6962 root of its own in the header, in their order in the block. */
public enum Section {
    /** All payloads, in a header of version 1, which has one root. */
    ALL(0),
    /** Claims, the corpus statistics learned from them, and whatever has no section of its own. */
    CLAIMS(1),
    /** Roots of branch ledgers. */
    ANCHORS(2),
    /** Weights of agents. */
    ADAPTERS(3),
    TOMBSTONES(4),
    /** What changes the ledger itself: evidence, and changes of the validator set. */
    LEDGER(5);

    private final int code;

    Section(int code) {
        this.code = code;
    }

    /** Where a payload of {@code kind} stands in a block of version 2. */
    public static Section of(int kind) {
        return switch (kind) {
            case Payload.TOMBSTONE -> TOMBSTONES;
            case Payload.EVIDENCE, Payload.SEAT_CHANGE -> LEDGER;
            case Payload.ANCHOR -> ANCHORS;
            case Payload.ADAPTER -> ADAPTERS;
            default -> CLAIMS;
        };
    }

    /** Whether its payloads are kept for good: they are needed to know what the chain says of now. */
    boolean lasting() {
        return this != ANCHORS && this != ADAPTERS;
    }

    int code() {
        return code;
    }

    static Section read(ByteReader from) {
        int code = from.u8();
        for (Section section : values()) if (section.code == code && section != ALL) return section;
        throw from.malformed("section " + code + " of a block");
    }
}
