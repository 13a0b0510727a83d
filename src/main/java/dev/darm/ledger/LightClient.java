package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows a chain by headers: from one that is trusted to a later one, whatever lies between, as long as enough of the
 * validators that were trusted signed it ("skipping verification"). When they did not, it goes by a block half way.
 *
 * <p>It relies on this: of the validators of a block, fewer than a third of the power lie within the trusting period
 * after it. So what more than a third of them signed, one honest validator signed; and what more than two thirds of its own
 * validators signed is decided. Rules and their order are those of the Tendermint light client (Braithwaite and others,
 * arXiv 2010.07031).
 */
public final class LightClient {

    /**
     * How far trust reaches.
     *
     * @param numerator and {@code denominator}: more than this share of the trusted power must have signed, 1/3 to 1
     * @param period for which a header is trusted after its time; positive
     * @param clockDrift how far a header's time may lie after this clock's
     */
    public record Trust(int numerator, int denominator, Duration period, Duration clockDrift) {

        public Trust {
            if (denominator < 1 || 3L * numerator < denominator || numerator > denominator)
                throw new IllegalArgumentException(
                        "a trust level is a third to all, not " + numerator + "/" + denominator);
            if (!period.isPositive()) throw new IllegalArgumentException("the trusting period is positive: " + period);
        }
    }

    /** What is known of a header that is trusted: the genesis is one, of height 0. */
    public record Trusted(long height, Hash hash, Instant time, ValidatorSet next) {

        public static Trusted of(Genesis genesis) {
            return new Trusted(0, genesis.hash(), genesis.time(), genesis.validators());
        }

        public static Trusted of(LightBlock block) {
            BlockHeader header = block.header();
            return new Trusted(header.height(), header.hash(), header.time(), block.next());
        }
    }

    /** What a header is worth. */
    public sealed interface Verdict {

        record Holds(Trusted now) implements Verdict {}

        /** Too few of the trusted validators signed it to say; one that is closer may be enough. */
        record NotEnoughTrust(String why) implements Verdict {}

        record Invalid(String why) implements Verdict {}
    }

    /** Where light blocks come from, such as a node. */
    @FunctionalInterface
    public interface Source {
        LightBlock block(long height) throws IOException;
    }

    /** A chain that cannot be followed, and why. */
    public static final class Unverified extends Exception {
        private static final long serialVersionUID = 1L;

        Unverified(String why) {
            super(why);
        }
    }

    private final String chainId;
    private final boolean fastPath;
    private final Trust trust;

    /** Of the chain of {@code genesis}. */
    public LightClient(Genesis genesis, Trust trust) {
        this(genesis.chainId(), genesis.hasFastPath(), trust);
    }

    /** Of a chain without the fast path. */
    public LightClient(String chainId, Trust trust) {
        this(chainId, false, trust);
    }

    private LightClient(String chainId, boolean fastPath, Trust trust) {
        this.chainId = chainId;
        this.fastPath = fastPath;
        this.trust = trust;
    }

    /** What {@code block} is worth to who trusts {@code trusted} at {@code now}. */
    public Verdict verify(Trusted trusted, LightBlock block, Instant now) {
        return ownRefusal(trusted, block, now)
                .or(() -> adjacentRefusal(trusted, block))
                .<Verdict>map(Verdict.Invalid::new)
                .or(() -> shortOfTrust(trusted, block).map(Verdict.NotEnoughTrust::new))
                .or(() -> block.certificate()
                        .refusal(
                                block.validators(),
                                chainId,
                                fastPath,
                                block.header().hash(),
                                block.height())
                        .map(Verdict.Invalid::new))
                .orElseGet(() -> new Verdict.Holds(Trusted.of(block)));
    }

    private Optional<String> ownRefusal(Trusted trusted, LightBlock block, Instant now) {
        BlockHeader header = block.header();
        if (!trusted.time.plus(trust.period).isAfter(now))
            return Optional.of("the trusted header of height " + trusted.height + " is too old: its time is "
                    + trusted.time + ", and it is trusted for " + trust.period);
        if (!header.chainId().equals(chainId))
            return Optional.of("the header is of chain \"" + header.chainId() + "\", not \"" + chainId + "\"");
        if (header.height() <= trusted.height)
            return Optional.of("the height " + header.height() + " is not above the trusted " + trusted.height);
        if (!header.time().isAfter(trusted.time))
            return Optional.of("the time " + header.time() + " is not after the trusted header's, " + trusted.time);
        if (header.time().isAfter(now.plus(trust.clockDrift)))
            return Optional.of("the time " + header.time() + " lies in the future");
        if (!header.validatorsHash().equals(block.validators().hash()))
            return Optional.of("the header names the validators " + header.validatorsHash() + ", not "
                    + block.validators().hash());
        if (!header.nextValidatorsHash().equals(block.next().hash()))
            return Optional.of("the header names the next validators " + header.nextValidatorsHash() + ", not "
                    + block.next().hash());
        return Optional.empty();
    }

    private static Optional<String> adjacentRefusal(Trusted trusted, LightBlock block) {
        BlockHeader header = block.header();
        if (header.height() != trusted.height + 1) return Optional.empty();
        if (!header.previous().equals(trusted.hash))
            return Optional.of("the header follows " + header.previous() + ", not " + trusted.hash);
        if (!header.validatorsHash().equals(trusted.next.hash()))
            return Optional.of("the header names the validators " + header.validatorsHash()
                    + ", but the one before it names " + trusted.next.hash());
        return Optional.empty();
    }

    /** The header before one has named its validators, so only one further off needs them to have signed. */
    private Optional<String> shortOfTrust(Trusted trusted, LightBlock block) {
        if (block.height() == trusted.height + 1) return Optional.empty();
        long power = block.certificate().power(trusted.next, chainId);
        long total = trusted.next.totalPower();
        return power * trust.denominator > total * trust.numerator
                ? Optional.empty()
                : Optional.of("of the validators that are trusted, power " + power + " of " + total + " signed height "
                        + block.height());
    }

    /**
     * Trusts the header of {@code height}, by way of as few others as it takes.
     *
     * @throws Unverified when the source's chain does not hold
     */
    public Trusted follow(Trusted from, long height, Source source, Instant now) throws IOException, Unverified {
        List<LightBlock> trace = trace(from, height, source, now);
        return trace.isEmpty() ? from : Trusted.of(trace.getLast());
    }

    /**
     * The headers by which that of {@code height} is trusted, each by the one before it, the first by {@code from}; empty when
     * {@code height} is not above it.
     *
     * @throws Unverified when the source's chain does not hold
     */
    public List<LightBlock> trace(Trusted from, long height, Source source, Instant now)
            throws IOException, Unverified {
        List<LightBlock> trace = new ArrayList<>();
        Trusted trusted = from;
        Deque<LightBlock> ahead = new ArrayDeque<>();
        if (height > trusted.height) ahead.push(asked(source, height));
        while (!ahead.isEmpty()) {
            LightBlock next = ahead.peek();
            switch (verify(trusted, next, now)) {
                case Verdict.Holds(Trusted holds) -> {
                    trusted = holds;
                    trace.add(ahead.pop());
                }
                case Verdict.NotEnoughTrust(String why) -> {
                    long half = trusted.height + (next.height() - trusted.height) / 2;
                    ahead.push(asked(source, half));
                }
                case Verdict.Invalid(String why) -> throw new Unverified("height " + next.height() + ": " + why);
            }
        }
        return trace;
    }

    private static LightBlock asked(Source source, long height) throws IOException, Unverified {
        LightBlock block = source.block(height);
        if (block.height() != height)
            throw new Unverified("asked for height " + height + ", the source gave " + block.height());
        return block;
    }
}
