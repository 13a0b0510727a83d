package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.FastPath;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The proof that a block is decided: precommits of one round for it, by more than two thirds of the power; or, on a chain with
 * the fast path, prevotes of one round for it by {@link FastPath#power}.
 *
 * <p>The precommits stand in the order of the validator set, each validator at most once. Two certificates for the same
 * block may hold different validators, so a certificate is no part of what the block's hash covers.
 */
public record Certificate(Vote.Type type, long height, int round, Hash blockHash, List<SignedPrecommit> precommits)
        implements Canonical {

    private static final int KIND = 0x16;
    private static final int WITHOUT_TIMES = 1;
    private static final int WITH_TIMES = 2;
    private static final int OF_PREVOTES = 3;

    /** A vote without what the certificate says once for all. */
    public record SignedPrecommit(PublicKey validator, Optional<Instant> time, Signature signature)
            implements Canonical {

        public SignedPrecommit {
            time = time.map(BlockHeader::requireTime);
        }

        public SignedPrecommit(PublicKey validator, Signature signature) {
            this(validator, Optional.empty(), signature);
        }

        static SignedPrecommit read(ByteReader from) {
            return new SignedPrecommit(PublicKey.read(from), Signature.read(from));
        }

        static SignedPrecommit readWithTime(ByteReader from) {
            PublicKey validator = PublicKey.read(from);
            Instant time = from.instant();
            Signature signature = Signature.read(from);
            return from.valid(() -> new SignedPrecommit(validator, Optional.of(time), signature));
        }

        @Override
        public void write(ByteWriter to) {
            validator.write(to);
            time.ifPresent(to::instant);
            signature.write(to);
        }
    }

    public Certificate {
        ConsensusMessage.requireHeightAndRound(height, round);
        if (type == Vote.Type.ENDORSE) throw new IllegalArgumentException("endorsements decide nothing");
        if (precommits.size() > ValidatorSet.MAX_MEMBERS)
            throw new IllegalArgumentException("a certificate holds at most " + ValidatorSet.MAX_MEMBERS
                    + " precommits, not " + precommits.size());
        precommits = List.copyOf(precommits);
        long stated = precommits.stream()
                .filter(precommit -> precommit.time.isPresent())
                .count();
        if (stated != 0 && stated != precommits.size())
            throw new IllegalArgumentException("of the precommits all state a time or none does");
        if (type == Vote.Type.PREVOTE && stated == 0)
            throw new IllegalArgumentException("prevotes that decide state times");
    }

    /** A certificate of precommits. */
    public Certificate(long height, int round, Hash blockHash, List<SignedPrecommit> precommits) {
        this(Vote.Type.PRECOMMIT, height, round, blockHash, precommits);
    }

    /**
     * The certificate made of those {@code votes} that are precommits of {@code validators} for {@code blockHash} at this
     * height and round; others are left out, and of two votes of a validator the first counts. Signatures and power are
     * not checked here but by {@link #refusal}.
     */
    public static Certificate of(
            long height, int round, Hash blockHash, Collection<Vote> votes, ValidatorSet validators) {
        return of(Vote.Type.PRECOMMIT, height, round, blockHash, votes, validators);
    }

    /** The same of those that are of {@code type}. */
    static Certificate of(
            Vote.Type type, long height, int round, Hash blockHash, Collection<Vote> votes, ValidatorSet validators) {
        Map<PublicKey, Vote> byKey = new LinkedHashMap<>();
        for (Vote vote : votes) {
            if (vote.type() == type
                    && vote.height() == height
                    && vote.round() == round
                    && vote.block().equals(Optional.of(blockHash))) byKey.putIfAbsent(vote.validator(), vote);
        }
        List<SignedPrecommit> precommits = validators.members().stream()
                .flatMap(member -> Optional.ofNullable(byKey.get(member.key())).stream())
                .map(vote -> new SignedPrecommit(vote.validator(), vote.time(), vote.signature()))
                .toList();
        return new Certificate(type, height, round, blockHash, precommits);
    }

    public static Certificate read(ByteReader from) {
        int version = from.expectUpTo("certificate", KIND, OF_PREVOTES);
        long height = from.i64();
        int round = from.i32();
        Hash blockHash = from.hash();
        List<SignedPrecommit> precommits =
                from.list(version == WITHOUT_TIMES ? SignedPrecommit::read : SignedPrecommit::readWithTime);
        if (version != WITHOUT_TIMES && precommits.isEmpty())
            throw from.malformed("a certificate with times has precommits");
        Vote.Type type = version == OF_PREVOTES ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT;
        return from.valid(() -> new Certificate(type, height, round, blockHash, precommits));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(type == Vote.Type.PREVOTE ? OF_PREVOTES : hasTimes() ? WITH_TIMES : WITHOUT_TIMES)
                .i64(height)
                .i32(round)
                .hash(blockHash)
                .list(precommits);
    }

    /** Whether its precommits state times. */
    public boolean hasTimes() {
        return !precommits.isEmpty() && precommits.getFirst().time.isPresent();
    }

    /**
     * The median of the times that the precommits state, weighted by power: the earliest time that is not before those of at
     * least half of the power here. As long as liars hold less than half of it, an honest validator stated a time that is no
     * later, and one stated a time that is no earlier.
     *
     * @param validators who decided the block; all that signed here are among them
     */
    Instant medianTime(ValidatorSet validators) {
        TreeMap<Instant, Long> powers = new TreeMap<>();
        long total = 0;
        for (SignedPrecommit precommit : precommits) {
            long power = validators.find(precommit.validator).orElseThrow().power();
            powers.merge(precommit.time.orElseThrow(), power, Long::sum);
            total += power;
        }
        long reached = 0;
        for (Map.Entry<Instant, Long> each : powers.entrySet()) {
            reached += each.getValue();
            if (2 * reached >= total) return each.getKey();
        }
        throw new IllegalStateException("a certificate without precommits has no median time");
    }

    /** Its precommits as the votes that they are. */
    public List<Vote> votes() {
        return precommits.stream()
                .map(one ->
                        new Vote(type, height, round, Optional.of(blockHash), one.time, one.validator, one.signature))
                .toList();
    }

    /** Whether this and {@code other} are of votes of one round and type, so that who signed both for different blocks said two things in one. */
    boolean isOfOneRoundWith(Certificate other) {
        return round == other.round && type == other.type;
    }

    /** Why this does not prove that {@code blockHash} was decided at {@code height}; empty when it does. */
    public Optional<String> refusal(ValidatorSet validators, String chainId, Hash blockHash, long height) {
        return refusal(validators, chainId, false, blockHash, height);
    }

    /** The same on a chain that has the fast path or not. */
    public Optional<String> refusal(
            ValidatorSet validators, String chainId, boolean fastPath, Hash blockHash, long height) {
        return placeRefusal(validators, fastPath, blockHash, height)
                .or(() -> signatureRefusal(validators, chainId, List.of()));
    }

    /** Why this does not fit, whatever the signatures are worth; empty when it does. */
    Optional<String> placeRefusal(ValidatorSet validators, boolean fastPath, Hash blockHash, long height) {
        if (type == Vote.Type.PREVOTE && !fastPath)
            return Optional.of("the certificate is of prevotes, but the chain has no fast path");
        if (this.height != height)
            return Optional.of("the certificate is for height " + this.height + ", not " + height);
        if (!this.blockHash.equals(blockHash))
            return Optional.of("the certificate is for block " + this.blockHash + ", not " + blockHash);
        return powerRefusal(validators);
    }

    /** The power in {@code trusted} of those whose signatures here verify, each counted once. */
    long power(ValidatorSet trusted, String chainId) {
        Set<PublicKey> counted = new HashSet<>();
        long power = 0;
        for (SignedPrecommit precommit : precommits) {
            Optional<ValidatorSet.Member> member = trusted.find(precommit.validator());
            if (member.isPresent()
                    && counted.add(precommit.validator())
                    && precommit.signature().verifies(member.get().key(), message(chainId, precommit)))
                power += member.get().power();
        }
        return power;
    }

    /** Order, membership and power come first: they cost nothing beside the signatures. */
    private Optional<String> powerRefusal(ValidatorSet validators) {
        List<PublicKey> order =
                validators.members().stream().map(ValidatorSet.Member::key).toList();
        long power = 0;
        int last = -1;
        for (SignedPrecommit precommit : precommits) {
            int position = order.indexOf(precommit.validator());
            if (position < 0) return Optional.of("the key " + precommit.validator() + " is no validator's");
            if (position == last)
                return Optional.of(
                        "the validator " + validators.members().get(position).name() + " stands twice");
            if (position < last) return Optional.of("the precommits are not in the order of the validators");
            power += validators.members().get(position).power();
            last = position;
        }
        long needed = type == Vote.Type.PREVOTE ? FastPath.power(validators) : validators.quorumPower();
        if (power < needed)
            return Optional.of("the " + (type == Vote.Type.PREVOTE ? "prevotes" : "precommits") + " hold power " + power
                    + " of " + validators.totalPower() + ", but a block needs " + needed);
        return Optional.empty();
    }

    private byte[] message(String chainId, SignedPrecommit precommit) {
        return Vote.signedBytes(chainId, type, height, round, Optional.of(blockHash), precommit.time());
    }

    /** Why a signature does not hold; those of {@code known} were looked at, under this type, height, round and block. */
    Optional<String> signatureRefusal(ValidatorSet validators, String chainId, List<SignedPrecommit> known) {
        for (SignedPrecommit precommit : precommits) {
            if (known.contains(precommit)) continue;
            PublicKey enrolled = validators
                    .find(precommit.validator())
                    .map(ValidatorSet.Member::key)
                    .orElse(precommit.validator());
            if (!precommit.signature().verifies(enrolled, message(chainId, precommit)))
                return Optional.of("the signature of " + precommit.validator() + " does not verify");
        }
        return Optional.empty();
    }
}
