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
import java.util.OptionalLong;

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

        /** A third, for so many days, 1 or more; clocks differ by at most ten seconds. */
        public static Trust ofDays(int days) {
            return new Trust(1, 3, Duration.ofDays(days), Duration.ofSeconds(10));
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

        /**
         * {@code block}, which a source gave for one whose hash is known from elsewhere; its signatures are not asked.
         *
         * @throws Unverified when it is another, or comes with other validators than its header names
         */
        public static Trusted of(TrustedBlock known, LightBlock block) throws Unverified {
            Hash hash = block.header().hash();
            if (block.height() != known.height() || !hash.equals(known.hash()))
                throw new Unverified("the node's block of height " + known.height() + " has the hash " + hash.hex()
                        + ", not " + known.hash().hex());
            if (!block.next().hash().equals(block.header().nextValidatorsHash()))
                throw new Unverified("the node's validators are not those that the trusted header names");
            return of(block);
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
        Walk walk = walk(from, height, now);
        while (walk.wanted().isPresent()) walk.take(source.block(walk.wanted().getAsLong()));
        return walk.trace();
    }

    /** The same for who fetches headers by itself. */
    public Walk walk(Trusted from, long height, Instant now) {
        return new Walk(from, height, now);
    }

    /** From a trusted header to a later one: says which header it needs next, until it has arrived. */
    public final class Walk {

        private final Instant now;
        private final List<LightBlock> trace = new ArrayList<>();
        private final Deque<LightBlock> ahead = new ArrayDeque<>();
        private Trusted trusted;
        private OptionalLong wanted;

        private Walk(Trusted from, long height, Instant now) {
            this.now = now;
            this.trusted = from;
            this.wanted = height > from.height ? OptionalLong.of(height) : OptionalLong.empty();
        }

        /** The height of the header that it needs next; empty when it has arrived. */
        public OptionalLong wanted() {
            return wanted;
        }

        /** The last header that is trusted. */
        public Trusted trusted() {
            return trusted;
        }

        /** The headers that came to be trusted, each by the one before it. */
        public List<LightBlock> trace() {
            return List.copyOf(trace);
        }

        /**
         * Goes as far as {@code block}, the wanted one, allows.
         *
         * @throws Unverified when the chain does not hold
         */
        public void take(LightBlock block) throws Unverified {
            long asked = wanted.orElseThrow();
            if (block.height() != asked)
                throw new Unverified("asked for height " + asked + ", the source gave " + block.height());
            ahead.push(block);
            wanted = OptionalLong.empty();
            while (wanted.isEmpty() && !ahead.isEmpty()) {
                LightBlock next = ahead.peek();
                switch (verify(trusted, next, now)) {
                    case Verdict.Holds(Trusted holds) -> {
                        trusted = holds;
                        trace.add(ahead.pop());
                    }
                    case Verdict.NotEnoughTrust(String why) ->
                        wanted = OptionalLong.of(trusted.height + (next.height() - trusted.height) / 2);
                    case Verdict.Invalid(String why) -> throw new Unverified("height " + next.height() + ": " + why);
                }
            }
        }
    }
}
