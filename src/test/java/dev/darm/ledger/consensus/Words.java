package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** What tests decide on: words. Every word but "invalid" is valid. Signatures are blank: the core never looks at them. */
final class Words implements Values<String> {

    static final Hash INVALID = Hash.of("invalid");
    static final Signature BLANK = Signature.ofBytes(new byte[PublicKey.SIGNATURE_LENGTH]);
    static final Timeouts TIMEOUTS =
            new Timeouts(waits(1000, 500), waits(500, 250), waits(500, 250), Duration.ofMillis(2000));

    private static final Map<Integer, PublicKey> KEYS = new ConcurrentHashMap<>();

    @Override
    public Hash id(String word) {
        return Hash.of(word);
    }

    @Override
    public boolean valid(long height, String word) {
        return !word.startsWith("invalid");
    }

    /** Validators v1 to vn of power 1. */
    static ValidatorSet validators(int n) {
        return new ValidatorSet(IntStream.rangeClosed(1, n)
                .mapToObj(i -> new ValidatorSet.Member("v" + i, key(i), 1))
                .toList());
    }

    /** The key of validator vi, derived once: there are runs by the thousand. */
    static PublicKey key(int i) {
        return KEYS.computeIfAbsent(i, Words::derive);
    }

    private static PublicKey derive(int i) {
        byte[] secret = new byte[SigningKey.LENGTH];
        secret[0] = (byte) i;
        return SigningKey.ofSecret(secret).publicKey();
    }

    static Signer<String> signer(PublicKey key) {
        return new Signer<>() {

            @Override
            public PublicKey validator() {
                return key;
            }

            @Override
            public Vote vote(Vote.Type type, long height, int round, Optional<Hash> id) {
                return Words.vote(type, height, round, id, key);
            }

            @Override
            public Statement statement(
                    long height,
                    int round,
                    Optional<Statement.Claim> prevoted,
                    Optional<Statement.Claim> precommitted) {
                return new Statement(height, round, prevoted, precommitted, key, BLANK);
            }

            @Override
            public Offer<String> offer(long height, int round, int validRound, String value) {
                return new Offer<>(height, round, validRound, value, key, BLANK);
            }
        };
    }

    static Vote vote(Vote.Type type, long height, int round, Optional<Hash> id, PublicKey key) {
        return new Vote(type, height, round, id, key, BLANK);
    }

    static ConsensusCore<String> core(ValidatorSet validators, Proposers proposers, PublicKey key) {
        return new ConsensusCore<>(validators, proposers, new Words(), signer(key), TIMEOUTS);
    }

    static ConsensusCore<String> core(
            ValidatorSet validators, Proposers proposers, PublicKey key, Optional<FastPath> fast) {
        return new ConsensusCore<>(validators, proposers, new Words(), signer(key), TIMEOUTS, fast);
    }

    /** The proposer of round r is member (r + 1) mod n, at every height. */
    static Proposers rotation(ValidatorSet validators) {
        List<ValidatorSet.Member> members = validators.members();
        return (height, round) -> members.get((round + 1) % members.size()).key();
    }

    private static Timeouts.Wait waits(long initialMillis, long growthMillis) {
        return new Timeouts.Wait(Duration.ofMillis(initialMillis), Duration.ofMillis(growthMillis));
    }
}
