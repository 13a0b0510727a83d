package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A chain of four validators of power 1 with fixed keys, for tests. */
final class FourValidators {

    static final String CHAIN = "home";
    static final List<String> NAMES = List.of("alpha", "beta", "gamma", "delta");
    static final List<SigningKey> KEYS =
            IntStream.rangeClosed(1, 4).mapToObj(FourValidators::key).toList();
    static final ValidatorSet SET = new ValidatorSet(IntStream.range(0, 4)
            .mapToObj(i -> new ValidatorSet.Member(NAMES.get(i), KEYS.get(i).publicKey(), 1))
            .toList());
    static final Genesis GENESIS = new Genesis(CHAIN, Instant.parse("2026-01-01T00:00:00Z"), SET);

    static final Genesis WITH_RULES =
            new Genesis(CHAIN, Instant.parse("2026-01-01T00:00:00Z"), SET, Optional.of(ChainRules.SEED), 1);

    static final Genesis WITH_SECTIONS =
            new Genesis(CHAIN, Instant.parse("2026-01-01T00:00:00Z"), SET, Optional.of(ChainRules.SEED), 2);

    static final Genesis WITH_MEDIAN_TIME =
            Genesis.of(CHAIN, Instant.parse("2026-01-01T00:00:00Z"), SET, ChainRules.SEED);

    static final Genesis WITH_FAST_PATH =
            Genesis.of(CHAIN, Instant.parse("2026-01-01T00:00:00Z"), SET, ChainRules.SEED.withFastPath(true));

    private FourValidators() {}

    /** The key whose secret is 32 times {@code fill}. */
    static SigningKey key(int fill) {
        byte[] secret = new byte[SigningKey.LENGTH];
        Arrays.fill(secret, (byte) fill);
        return SigningKey.ofSecret(secret);
    }

    static Payload payload(String text) {
        return new Payload(Payload.CONSOLIDATION, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The block after {@code tip} a second later, by the first validator. */
    static Block block(Tip tip, String... payloads) {
        return new ChainState(GENESIS, tip, SET, 0)
                .propose(
                        KEYS.getFirst().publicKey(),
                        tip.time().plusSeconds(1),
                        7,
                        Arrays.stream(payloads).map(FourValidators::payload).toList());
    }

    static Vote precommit(int validator, long height, int round, Hash block) {
        return Vote.sign(CHAIN, Vote.Type.PRECOMMIT, height, round, Optional.of(block), KEYS.get(validator));
    }

    /** The certificate by the {@code validators}, numbered from 0, in round 0. */
    static Certificate certificate(Block block, int... validators) {
        List<Vote> votes = Arrays.stream(validators)
                .mapToObj(validator -> precommit(validator, block.height(), 0, block.hash()))
                .toList();
        return Certificate.of(block.height(), 0, block.hash(), votes, SET);
    }

    /** The block after {@code tip}, decided by three validators. */
    static CommittedBlock committed(Tip tip, String... payloads) {
        Block block = block(tip, payloads);
        return new CommittedBlock(block, certificate(block, 0, 1, 3));
    }
}
