package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.journal.RecordLog;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.SigningKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The roots of a node that wait for the chain, for the benches: {@link Anchors} over a log. */
public final class Backlog {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final long QUEUE = 34_560_000;
    private static final String CHAIN = "bench";

    private final Anchors anchors;
    private Instant now = START;

    /** Over {@code log}; reads all of it. */
    public Backlog(RecordLog log, SigningKey key, long roots, int inFlight) throws IOException {
        anchors = new Anchors(log, key, CHAIN, new Anchors.Settings(EVERY, roots, inFlight, QUEUE));
    }

    /** The root of batch {@code number}. */
    public static Hash root(long number) {
        byte[] bytes = new byte[Hash.LENGTH];
        long mixed = number * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < Hash.LENGTH; i++) bytes[i] = (byte) (mixed >>> 8 * (i % 8));
        for (int i = 0; i < 8; i++) bytes[8 + i] = (byte) (number >>> 8 * i);
        return Hash.ofBytes(bytes);
    }

    /** Ten milliseconds lie between two batches: a hundred a second. */
    private static HybridTime time(long number) {
        return HybridTime.of(START.plusMillis(10 * number));
    }

    /** Adds the roots up to number {@code end}, which is not among them. */
    public void addUpTo(long end) throws IOException {
        for (long number = anchors.next(); number < end; number++) anchors.add(root(number), time(number));
    }

    /** The anchors that are due at the next time at which some may be; in the log and synced. */
    public List<Anchor> make() throws IOException {
        now = now.plus(EVERY);
        List<Anchor> made = anchors.make(now);
        anchors.sync();
        return made;
    }

    /** Checks {@code anchor} as {@link AnchorRules} do, which look at no validators: read from its payload, and signed. */
    public void check(Anchor anchor) {
        if (!ByteReader.readAll(anchor.payload().content(), Anchor::read).verifies(CHAIN))
            throw new IllegalStateException("refused: " + anchor);
    }

    /** All of {@code made} stand in the block of {@code height}. */
    public void stand(List<Anchor> made, long height) throws IOException {
        for (int i = 0; i < made.size(); i++)
            if (!anchors.stands(made.get(i), height, i)) throw new IllegalStateException("not known: " + made.get(i));
        anchors.sync();
    }

    /** All that wait stand in the block of {@code height}. */
    public void standWaiting(long height) throws IOException {
        stand(List.copyOf(anchors.waiting()), height);
    }

    /** The path from root {@code number} to its anchor. */
    public InclusionProof prove(long number) throws IOException {
        return place(number).path();
    }

    /** Proves root {@code number} and checks the proof and that it is of this number. */
    public void proveAndCheck(long number) throws IOException {
        Anchors.Place place = place(number);
        boolean holds = place.path()
                        .proves(
                                Merkle.leaf(root(number).toBytes()),
                                place.anchor().root())
                && place.anchor().first() + place.path().index() == number;
        if (!holds) throw new IllegalStateException("root " + number + " is not under " + place.anchor());
    }

    private Anchors.Place place(long number) throws IOException {
        try {
            return anchors.find(root(number), time(number));
        } catch (Anchors.NotAnchored e) {
            throw new IllegalStateException("root " + number + ": " + e.getMessage(), e);
        }
    }

    public long next() {
        return anchors.next();
    }

    public long pending() {
        return anchors.pending();
    }
}
