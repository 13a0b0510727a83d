package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the chain goes on to the {@link TrustedBlock}: the hashes of the blocks in between, as one peer shows them. They count once they
 * lead there, and then no block is taken that is not among them; so no block of a chain that does not lead there ever is.
 *
 * <p>32 bytes for each height in between, in memory until the chain is there. It is sought anew when a page does not link, and
 * with another peer.
 */
final class WayToTrust {

    /** A peer that left so many questions in a row without an answer is given up. */
    private static final int TRIES = 5;

    private final TrustedBlock goal;
    private Optional<String> guide = Optional.empty();
    private long first;
    private Hash last = Hash.ZERO;
    private ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    private byte[] known = {};
    private int unanswered;

    WayToTrust(TrustedBlock goal) {
        this.goal = goal;
    }

    TrustedBlock goal() {
        return goal;
    }

    /** Whether the way is still to be found. */
    boolean isSought() {
        return known.length == 0;
    }

    /** Whether the trusted block lies beyond {@code tip}. */
    boolean isAhead(Tip tip) {
        return tip.height() < goal.height();
    }

    /** Who shows the way. */
    Optional<String> guide() {
        return guide;
    }

    /** Lets {@code peer} show the way from {@code tip} on. */
    void follow(String peer, Tip tip) {
        guide = Optional.of(peer);
        first = tip.height() + 1;
        last = tip.hash();
        hashes = new ByteArrayOutputStream();
        unanswered = 0;
    }

    /** Gives up what was shown so far. */
    void lose() {
        guide = Optional.empty();
        hashes = new ByteArrayOutputStream();
    }

    /** The same if {@code peer} shows the way: it cannot. */
    void lose(String peer) {
        if (guide.equals(Optional.of(peer))) lose();
    }

    /** {@code peer} was asked and did not answer in time. */
    void unanswered(String peer) {
        if (guide.equals(Optional.of(peer)) && ++unanswered >= TRIES) lose();
    }

    /** The height of the next block to be shown. */
    long next() {
        return first + hashes.size() / Hash.LENGTH;
    }

    /** Whether {@code headers} of {@code peer} are what the guide was asked for: from {@link #next} on, or nothing. */
    boolean isAnswered(String peer, List<BlockHeader> headers) {
        return guide.equals(Optional.of(peer))
                && (headers.isEmpty() || headers.getFirst().height() == next());
    }

    /**
     * Takes in what the guide shows, consecutive headers; the way is lost when they do not lead to the trusted block.
     *
     * @return why they do not; empty when they may
     */
    Optional<String> show(List<BlockHeader> headers) {
        unanswered = 0;
        Optional<String> refusal = headers.isEmpty()
                ? Optional.of("it shows no blocks, though its chain is said to be higher")
                : goOn(headers);
        if (refusal.isPresent()) lose();
        return refusal;
    }

    private Optional<String> goOn(List<BlockHeader> headers) {
        for (BlockHeader header : headers) {
            if (header.height() > goal.height()) break;
            if (header.height() != next())
                return Optional.of("the height is " + header.height() + ", expected " + next());
            if (!header.previous().equals(last))
                return Optional.of("the block of height " + header.height() + " names " + header.previous()
                        + " as its previous, but height " + (next() - 1) + " has " + last);
            last = header.hash();
            hashes.writeBytes(last.toBytes());
        }
        if (next() <= goal.height()) return Optional.empty();
        Optional<String> refusal = goal.refusal(last);
        if (refusal.isEmpty()) known = hashes.toByteArray();
        return refusal;
    }

    /** Why one of {@code headers} is none of the way; empty when all are, or lie beyond. */
    Optional<String> refusal(List<BlockHeader> headers) {
        return headers.stream().flatMap(header -> refusal(header).stream()).findFirst();
    }

    private Optional<String> refusal(BlockHeader header) {
        if (header.height() > goal.height()) return Optional.empty();
        int at = Math.toIntExact(header.height() - first) * Hash.LENGTH;
        Hash expected = Hash.ofBytes(Arrays.copyOfRange(known, at, at + Hash.LENGTH));
        return header.hash().equals(expected)
                ? Optional.empty()
                : Optional.of("the block of height " + header.height() + " has hash " + header.hash()
                        + ", but the one that leads to the trusted block of height " + goal.height() + " has "
                        + expected);
    }

    /** Forgets the way when the chain has come to its end. */
    void arrived(Tip tip) {
        if (isAhead(tip)) return;
        lose();
        known = new byte[0];
    }
}
