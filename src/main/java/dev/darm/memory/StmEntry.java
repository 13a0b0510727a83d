package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A claim in short-term memory (the entry schema of seed 002 §3.3). Times ending in {@code Millis} are on the shard's
 * clock, which runs only while the node can reach a quorum.
 *
 * @param id of the claim
 * @param heading the headings above its first source
 * @param embedding of the claim's text
 * @param confidence 0 to 1
 * @param uncertainty epistemic, 0 to 1
 * @param salience 0 to 1
 * @param sources where exactly this claim was read, sorted, at least one; what voters fetch
 * @param echoes where another wording of the same statement was read, sorted
 * @param createdAt wall clock
 * @param bornMillis when it was made
 * @param expiresMillis when its lifetime ends
 * @param stateSince wall clock at the last change of state
 * @param retries rejections so far
 * @param replays successful replays
 * @param contestedWith contradicting claims, sorted; empty when it is not contested
 */
public record StmEntry(
        Hash id,
        Claim claim,
        String heading,
        Embedding embedding,
        double confidence,
        double uncertainty,
        double salience,
        List<SourceRef> sources,
        List<SourceRef> echoes,
        Validation validation,
        State state,
        Instant createdAt,
        long bornMillis,
        long expiresMillis,
        Instant stateSince,
        int retries,
        int replays,
        List<Hash> contestedWith)
        implements Canonical {

    /** Where an entry is on its way to long-term memory (seed 002 §5, the CDCP state machine). */
    public enum State {
        /** Waits to be nominated. */
        PENDING,
        /** Nominated; ballots are out. Not stored: a ballot does not outlive the process that holds it. */
        VOTING,
        /** Agreed on and in long-term memory; the entry is archived. */
        CONSENSUS,
        /** The heads said no; rests until it may be nominated again. */
        REJECTED,
        /** Its lifetime ended, or its decay score fell too low, or it was rejected too often; the entry is gone. */
        EXPIRED
    }

    private static final int KIND = 0x28;

    /** Of entries whose vector names no encoder. */
    private static final int UNNAMED = 1;

    private static final int NAMED = 2;

    public StmEntry {
        if (sources.isEmpty()) throw new IllegalArgumentException("an entry has a source");
        sources = List.copyOf(sources);
        echoes = List.copyOf(echoes);
        contestedWith = List.copyOf(contestedWith);
    }

    static StmEntry of(StmCandidate candidate, Instant now, long clockMillis, Duration ttl) {
        ExtractedClaim read = candidate.claim();
        return new StmEntry(
                read.claim().id(),
                read.claim(),
                read.heading(),
                candidate.vector(),
                read.confidence(),
                read.uncertainty(),
                candidate.salience(),
                List.of(read.source()),
                List.of(),
                candidate.validation(),
                State.PENDING,
                now,
                clockMillis,
                clockMillis + ttl.toMillis(),
                now,
                0,
                0,
                candidate.conflictsWith());
    }

    public static StmEntry read(ByteReader from) {
        boolean named = from.expect("short-term entry", KIND, UNNAMED, NAMED) == NAMED;
        Claim claim = Claim.read(from);
        return new StmEntry(
                claim.id(),
                claim,
                from.text(),
                named ? Embedding.readNamed(from) : Embedding.readUnnamed(from),
                Vectors.readFraction(from),
                Vectors.readFraction(from),
                Vectors.readFraction(from),
                from.list(SourceRef::read),
                from.list(SourceRef::read),
                Validation.read(from),
                StmBytes.readState(from),
                from.instant(),
                from.i64(),
                from.i64(),
                from.instant(),
                from.i32(),
                from.i32(),
                from.list(ByteReader::hash));
    }

    @Override
    public void write(ByteWriter to) {
        boolean unnamed = embedding.isUnnamed();
        to.u8(KIND).u8(unnamed ? UNNAMED : NAMED);
        claim.write(to);
        to.text(heading);
        if (unnamed) embedding.writeUnnamed(to);
        else embedding.writeNamed(to);
        Vectors.writeFraction(to, confidence);
        Vectors.writeFraction(to, uncertainty);
        Vectors.writeFraction(to, salience);
        to.list(sources).list(echoes);
        validation.write(to);
        StmBytes.writeState(to, state == State.VOTING ? State.PENDING : state);
        to.instant(createdAt)
                .i64(bornMillis)
                .i64(expiresMillis)
                .instant(stateSince)
                .i32(retries)
                .i32(replays)
                .list(contestedWith, ByteWriter::hash);
    }

    /** What is left of its lifetime at the clock's {@code clockMillis}; never negative. */
    public Duration remaining(long clockMillis) {
        return Duration.ofMillis(Math.max(0, expiresMillis - clockMillis));
    }

    /** True once it is in long-term memory. */
    public boolean promoted() {
        return state == State.CONSENSUS;
    }

    public boolean contested() {
        return !contestedWith.isEmpty();
    }

    /** Distinct documents that say it, in this or another wording. */
    public int origins() {
        return (int) java.util.stream.Stream.concat(sources.stream(), echoes.stream())
                .map(SourceRef::uri)
                .distinct()
                .count();
    }

    /** The claim as it was first read, for those who listen to {@link MemoryNews}. */
    public ExtractedClaim extracted() {
        return new ExtractedClaim(claim, sources.getFirst(), heading, confidence, uncertainty);
    }

    StmEntry in(State next, Instant since, int rejections) {
        return new StmEntry(
                id,
                claim,
                heading,
                embedding,
                confidence,
                uncertainty,
                salience,
                sources,
                echoes,
                validation,
                next,
                createdAt,
                bornMillis,
                expiresMillis,
                since,
                rejections,
                replays,
                contestedWith);
    }

    StmEntry with(Embedding other) {
        return new StmEntry(
                id,
                claim,
                heading,
                other,
                confidence,
                uncertainty,
                salience,
                sources,
                echoes,
                validation,
                state,
                createdAt,
                bornMillis,
                expiresMillis,
                stateSince,
                retries,
                replays,
                contestedWith);
    }

    StmEntry with(StmReinforced change) {
        return new StmEntry(
                id,
                claim,
                heading,
                embedding,
                change.confidence(),
                uncertainty,
                change.salience(),
                change.sources(),
                change.echoes(),
                validation,
                state,
                createdAt,
                bornMillis,
                change.expiresMillis(),
                stateSince,
                retries,
                change.replays(),
                change.contestedWith());
    }
}
