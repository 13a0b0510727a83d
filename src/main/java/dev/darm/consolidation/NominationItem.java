package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.List;

/**
 * One claim of a nomination, as the chain sees it: what is asked for and a salted hash; never text (decision 11).
 *
 * @param kind what a quorum would do
 * @param commitment the salted hash of the body ({@link Disclosure#commitment})
 * @param salience of the claim at its proposer, in basis points, 0 to 10000
 * @param targets commitments of the long-term entries this item is about: none for {@link Kind#PROMOTE}, the one that
 *     loses sources for {@link Kind#WITHDRAW}, the 1 to {@link #MAX_TARGETS} contradicted for {@link Kind#CHALLENGE}
 */
public record NominationItem(Kind kind, Hash commitment, int salience, List<Hash> targets) implements Canonical {

    public static final int MAX_TARGETS = 4;

    /** The most bytes an item can take. */
    static final int MAX_BYTES = 2 + 1 + Hash.LENGTH + 4 + 4 + MAX_TARGETS * Hash.LENGTH;

    private static final int KIND = 0x30;
    private static final int VERSION = 1;

    /** What a quorum on an item does. */
    public enum Kind {
        /** The claim enters long-term memory, or gains sources there. */
        PROMOTE(1),
        /** An entry loses the sources that no longer say it. */
        WITHDRAW(2),
        /** The claim enters beside the entries it contradicts; all of them are contested (seed 002 §8.3). */
        CHALLENGE(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind read(ByteReader from) {
            int code = from.u8();
            for (Kind kind : values()) if (kind.code == code) return kind;
            throw from.malformed("unknown kind of nomination item " + code);
        }
    }

    public NominationItem {
        targets = List.copyOf(targets);
        int fewest = kind == Kind.PROMOTE ? 0 : 1;
        int most = kind == Kind.CHALLENGE ? MAX_TARGETS : fewest;
        if (targets.size() < fewest || targets.size() > most)
            throw new IllegalArgumentException(
                    "%s has %d to %d targets, not %d".formatted(kind, fewest, most, targets.size()));
        Basis.check("salience", salience);
    }

    public static NominationItem read(ByteReader from) {
        from.expect("nomination item", KIND, VERSION);
        return from.valid(
                () -> new NominationItem(Kind.read(from), from.hash(), from.i32(), from.list(ByteReader::hash)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).u8(kind.code).hash(commitment).i32(salience).list(targets, ByteWriter::hash);
    }
}
