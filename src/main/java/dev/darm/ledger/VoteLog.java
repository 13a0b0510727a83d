package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.consensus.ConsensusRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a validator signed and is locked on, on its own disk; never shared, never rolled back. Beside it stands the
 * evidence that a node has and no block holds yet. Each record names the
 * genesis of its chain, so that the log of another chain is refused.
 */
final class VoteLog {

    private static final int KIND = 0x1A;
    private static final int VERSION = 1;
    private static final int VALUE = 1;
    private static final int OFFER = 2;
    private static final int VOTE = 3;
    private static final int POLKA = 4;
    private static final int EVIDENCE = 5;
    private static final int LEFT = 6;
    private static final int ADMITTED_OFFER = 7;
    private static final int CLAIM = 8;
    private static final int STATEMENT = 9;

    private final RecordLog log;
    private final Hash genesis;
    private long lastEnd;
    private long syncs;

    VoteLog(RecordLog log, Genesis genesis) {
        this.log = log;
        this.genesis = genesis.hash();
        this.lastEnd = log.first();
    }

    /** Adds a record; it is durable after {@link #sync}. */
    void append(ConsensusRecord<Block> record) throws IOException {
        log.append(bytes(record, genesis));
    }

    /** Adds an evidence; it is durable after {@link #sync}. */
    void append(Evidence evidence) throws IOException {
        ByteWriter to = new ByteWriter().u8(KIND).u8(VERSION).hash(genesis).u8(EVIDENCE);
        evidence.write(to);
        log.append(to.toBytes());
    }

    void sync() throws IOException {
        log.sync();
        syncs++;
    }

    /** How often it was made durable since it was opened. */
    long syncs() {
        return syncs;
    }

    /** The records of heights above {@code height}, in their order; those below are passed over unread. */
    List<ConsensusRecord<Block>> recordsAbove(long height) throws IOException {
        List<ConsensusRecord<Block>> records = new ArrayList<>();
        forEach(bytes -> {
            ByteReader from = new ByteReader(bytes);
            if (readTag(from, genesis) != EVIDENCE && from.i64() > height)
                records.add(ByteReader.readAll(bytes, all -> read(all, genesis)));
        });
        return records;
    }

    /** The evidence in the log, in its order; some may stand in a block by now, or twice here. */
    List<Evidence> accusations() throws IOException {
        List<Evidence> found = new ArrayList<>();
        forEach(bytes -> {
            if (readTag(new ByteReader(bytes), genesis) == EVIDENCE)
                found.add(ByteReader.readAll(bytes, from -> {
                    readTag(from, genesis);
                    return Evidence.read(from);
                }));
        });
        return found;
    }

    private void forEach(Consumer<byte[]> record) throws IOException {
        log.forEach(log.first(), (number, bytes) -> {
            try {
                record.accept(bytes);
            } catch (MalformedBytes e) {
                throw new IOException("record " + number + " of the log of votes: " + e.getMessage(), e);
            }
        });
    }

    /**
     * All that was recorded so far belongs to committed heights. Forgets, as far as whole segments go, what was recorded
     * before the height that ended last: that one's records stay, in case its block is lost from the chain's disk.
     *
     * @param accusations evidence that no block holds yet; it stays
     */
    void heightEnded(List<Evidence> accusations) throws IOException {
        if (!accusations.isEmpty()) {
            for (Evidence evidence : accusations) append(evidence);
            sync();
        }
        log.dropBefore(lastEnd);
        lastEnd = log.next();
    }

    static byte[] bytes(ConsensusRecord<Block> record, Hash genesis) {
        ByteWriter to = new ByteWriter().u8(KIND).u8(VERSION).hash(genesis);
        switch (record) {
            case ConsensusRecord.ValueKept<Block>(long height, Block block) ->
                block.write(to.u8(VALUE).i64(height));
            case ConsensusRecord.OfferSigned<Block> offer -> {
                to.u8(offer.because().isEmpty() ? OFFER : ADMITTED_OFFER)
                        .i64(offer.height())
                        .i32(offer.round())
                        .i32(offer.validRound())
                        .hash(offer.id());
                offer.validator().write(to);
                offer.signature().write(to);
                if (!offer.because().isEmpty()) to.list(offer.because());
            }
            case ConsensusRecord.VoteSigned<Block>(Vote vote) ->
                vote.write(to.u8(VOTE).i64(vote.height()));
            case ConsensusRecord.ClaimKept<Block>(long height, Statement.Claim claim) ->
                claim.write(to.u8(CLAIM).i64(height));
            case ConsensusRecord.StatementSigned<Block>(Statement statement) ->
                statement.write(to.u8(STATEMENT).i64(statement.height()));
            case ConsensusRecord.PolkaSeen<Block> seen ->
                to.u8(POLKA)
                        .i64(seen.height())
                        .i32(seen.round())
                        .hash(seen.id())
                        .bool(seen.locked())
                        .list(seen.polka());
            case ConsensusRecord.RoundLeft<Block> left ->
                to.u8(LEFT).i64(left.height()).i32(left.round()).list(left.precommits());
        }
        return to.toBytes();
    }

    static ConsensusRecord<Block> read(ByteReader from, Hash genesis) {
        int tag = readTag(from, genesis);
        long height = from.i64();
        return switch (tag) {
            case VALUE -> new ConsensusRecord.ValueKept<>(height, Block.read(from));
            case OFFER ->
                new ConsensusRecord.OfferSigned<>(
                        height, from.i32(), from.i32(), from.hash(), PublicKey.read(from), Signature.read(from));
            case ADMITTED_OFFER ->
                new ConsensusRecord.OfferSigned<>(
                        height,
                        from.i32(),
                        from.i32(),
                        from.hash(),
                        PublicKey.read(from),
                        Signature.read(from),
                        from.list(Statement::read));
            case CLAIM -> new ConsensusRecord.ClaimKept<>(height, Statement.Claim.read(from));
            case STATEMENT -> {
                Statement statement = Statement.read(from);
                if (statement.height() != height)
                    throw from.malformed("a statement for height " + statement.height() + " under " + height);
                yield new ConsensusRecord.StatementSigned<>(statement);
            }
            case VOTE -> {
                Vote vote = Vote.read(from);
                if (vote.height() != height)
                    throw from.malformed("a vote for height " + vote.height() + " under " + height);
                yield new ConsensusRecord.VoteSigned<>(vote);
            }
            case POLKA ->
                new ConsensusRecord.PolkaSeen<>(height, from.i32(), from.hash(), from.bool(), from.list(Vote::read));
            case LEFT -> new ConsensusRecord.RoundLeft<>(height, from.i32(), from.list(Vote::read));
            default -> throw from.malformed("record tag " + tag);
        };
    }

    private static int readTag(ByteReader from, Hash genesis) {
        from.expect("vote-log record", KIND, VERSION);
        Hash chain = from.hash();
        if (!chain.equals(genesis))
            throw from.malformed("it belongs to the chain of genesis " + chain + ", expected " + genesis);
        return from.u8();
    }
}
