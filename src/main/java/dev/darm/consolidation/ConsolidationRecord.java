package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.ledger.Payload;
import java.time.Instant;
import java.util.List;

/**
 * What a block says about a nomination that a quorum decided: the items, who voted how on what evidence, and which items
 * passed. The content of a {@link Payload#CONSOLIDATION} payload; the seed's {@code LTMBlock} (Algorithm 14).
 *
 * @param ballots in the order of the voters' keys
 * @param passed the items with a quorum in these ballots, all of them, in order, at least one
 * @param promotedAt by the proposer's clock, not before the nomination
 */
public record ConsolidationRecord(Nomination nomination, List<Ballot> ballots, List<Passed> passed, Instant promotedAt)
        implements Canonical {

    private static final int KIND = 0x35;
    private static final int VERSION = 1;

    /**
     * An item that a quorum agreed on.
     *
     * @param item its place in the nomination, from 0
     * @param confidence the consolidated confidence in basis points: the mean of the YES scores, weighted by power
     */
    public record Passed(int item, int confidence) implements Canonical {

        static Passed read(ByteReader from) {
            return new Passed(from.i32(), from.i32());
        }

        @Override
        public void write(ByteWriter to) {
            to.i32(item).i32(confidence);
        }
    }

    public ConsolidationRecord {
        ballots = List.copyOf(ballots);
        passed = List.copyOf(passed);
    }

    public static ConsolidationRecord read(ByteReader from) {
        from.expect("consolidation record", KIND, VERSION);
        return new ConsolidationRecord(
                Nomination.read(from), from.list(Ballot::read), from.list(Passed::read), from.instant());
    }

    /** The record in {@code payload}; throws {@link dev.darm.codec.MalformedBytes} when it is none. */
    public static ConsolidationRecord of(Payload payload) {
        return ByteReader.readAll(payload.content(), ConsolidationRecord::read);
    }

    @Override
    public void write(ByteWriter to) {
        nomination.write(to.u8(KIND).u8(VERSION));
        to.list(ballots).list(passed).instant(promotedAt);
    }

    public Payload payload() {
        return new Payload(Payload.CONSOLIDATION, bytes());
    }

    /** How many items fit in a payload with the ballots of {@code electorate} heads, 1 to {@link Nomination#MAX_ITEMS}. */
    public static int itemsThatFit(int electorate) {
        int fixed = 512 + electorate * Ballot.OVERHEAD_BYTES;
        int perItem = NominationItem.MAX_BYTES + 8 + electorate * ItemVote.MAX_BYTES;
        return Math.clamp((Payload.MAX_BYTES - fixed) / perItem, 1, Nomination.MAX_ITEMS);
    }
}
