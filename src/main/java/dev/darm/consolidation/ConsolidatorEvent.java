package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.StoredEvent;
import dev.darm.memory.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a consolidator makes durable: its nominations before they are broadcast, its ballots before they leave. */
public sealed interface ConsolidatorEvent extends StoredEvent {

    /** This node nominated; {@code disclosures} are in the order of the items. */
    record NominationOpened(Nomination nomination, List<Disclosure> disclosures) implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.opened/1";
        private static final int KIND = 0x36;

        public NominationOpened {
            disclosures = List.copyOf(disclosures);
        }

        static NominationOpened read(ByteReader from) {
            from.expect("nomination opened", KIND, 1);
            return new NominationOpened(Nomination.read(from), from.list(Disclosure::read));
        }

        @Override
        public void write(ByteWriter to) {
            nomination.write(to.u8(KIND).u8(1));
            to.list(disclosures);
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }

    /** Voting on a nomination of this node is over; {@code record} is empty when no item passed. */
    record NominationClosed(Hash nomination, Optional<ConsolidationRecord> record) implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.closed/1";
        private static final int KIND = 0x37;

        static NominationClosed read(ByteReader from) {
            from.expect("nomination closed", KIND, 1);
            return new NominationClosed(
                    from.hash(), from.bool() ? Optional.of(ConsolidationRecord.read(from)) : Optional.empty());
        }

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(1).hash(nomination).bool(record.isPresent());
            record.ifPresent(value -> value.write(to));
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }

    /** The record of a nomination of this node stands in the chain, or can no longer have an effect. */
    record NominationSettled(Hash nomination, boolean effective) implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.settled/1";
        private static final int KIND = 0x38;

        static NominationSettled read(ByteReader from) {
            from.expect("nomination settled", KIND, 1);
            return new NominationSettled(from.hash(), from.bool());
        }

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(1).hash(nomination).bool(effective);
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }

    /**
     * This node voted.
     *
     * @param proposer of the nomination
     * @param height stated by the nomination
     * @param at by this node's clock
     * @param agreed the claims that got YES
     */
    record BallotCast(Ballot ballot, String proposer, long height, Instant at, List<Claim> agreed)
            implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.cast/1";
        private static final int KIND = 0x39;

        public BallotCast {
            agreed = List.copyOf(agreed);
        }

        static BallotCast read(ByteReader from) {
            from.expect("ballot cast", KIND, 1);
            return new BallotCast(Ballot.read(from), from.text(), from.i64(), from.instant(), from.list(Claim::read));
        }

        @Override
        public void write(ByteWriter to) {
            ballot.write(to.u8(KIND).u8(1));
            to.text(proposer).i64(height).instant(at).list(agreed);
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }

    /** Sources no longer say these claims; each is to be withdrawn from long-term memory. */
    record RetractionsNoted(List<ClaimBody> bodies) implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.retractions-noted/1";
        private static final int KIND = 0x3B;

        public RetractionsNoted {
            bodies = List.copyOf(bodies);
        }

        static RetractionsNoted read(ByteReader from) {
            from.expect("retractions noted", KIND, 1);
            return new RetractionsNoted(from.list(ClaimBody::read));
        }

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(1).list(bodies);
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }

    /** These retractions need nothing more: withdrawn, refused by the others, or never in long-term memory. */
    record RetractionsDropped(List<Hash> bodies) implements ConsolidatorEvent {

        static final String MANIFEST = "consolidation.retractions-dropped/1";
        private static final int KIND = 0x3C;

        public RetractionsDropped {
            bodies = List.copyOf(bodies);
        }

        static RetractionsDropped read(ByteReader from) {
            from.expect("retractions dropped", KIND, 1);
            return new RetractionsDropped(from.list(ByteReader::hash));
        }

        @Override
        public void write(ByteWriter to) {
            to.u8(KIND).u8(1).list(bodies, ByteWriter::hash);
        }

        @Override
        public String manifest() {
            return MANIFEST;
        }
    }
}
