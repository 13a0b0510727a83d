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
 *     loses sources for {@link Kind#WITHDRAW}, the 1 to {@link #MAX_TARGETS} contradicted for {@link Kind#CHALLENGE}, the
 *     challenge and then the side for {@link Kind#EVIDENCE}, the challenge for {@link Kind#RESOLVE}
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
        PROMOTE(1, 0, 0),
        /** An entry loses the sources that no longer say it. */
        WITHDRAW(2, 1, 1),
        /** The claim enters beside the entries it contradicts; all of them are contested (seed 002 §8.3). */
        CHALLENGE(3, 1, MAX_TARGETS),
        /** One side of a contest has further sources; each YES is an evidence-vote for that side (decision 6). */
        EVIDENCE(4, 2, 2),
        /** The time of a contest is over; says no more, and makes the chain move so that its blocks' times show it. */
        RESOLVE(5, 1, 1);

        private final int code;
        private final int fewestTargets;
        private final int mostTargets;

        Kind(int code, int fewestTargets, int mostTargets) {
            this.code = code;
            this.fewestTargets = fewestTargets;
            this.mostTargets = mostTargets;
        }

        /** Whether a quorum makes its claim one that others may contradict. */
        boolean entersMemory() {
            return this == PROMOTE || this == CHALLENGE;
        }

        /** Whether it is about a contest, whose two sides are in long-term memory already. */
        boolean fromContest() {
            return this == EVIDENCE || this == RESOLVE;
        }

        /** Whether its claim is one of short-term memory that waits for the outcome. */
        boolean fromShortTerm() {
            return entersMemory() || this == EVIDENCE;
        }

        static Kind read(ByteReader from) {
            int code = from.u8();
            for (Kind kind : values()) if (kind.code == code) return kind;
            throw from.malformed("unknown kind of nomination item " + code);
        }
    }

    public NominationItem {
        targets = List.copyOf(targets);
        if (targets.size() < kind.fewestTargets || targets.size() > kind.mostTargets)
            throw new IllegalArgumentException("%s has %d to %d targets, not %d"
                    .formatted(kind, kind.fewestTargets, kind.mostTargets, targets.size()));
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
