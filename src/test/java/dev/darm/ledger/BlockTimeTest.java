package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.VoteKeeper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of a block of version 3 is the median of what the precommits of the block before state. */
class BlockTimeTest {

    private static final Genesis GENESIS = FourValidators.WITH_MEDIAN_TIME;
    private static final PayloadRules ANYTHING = (payload, validators) -> Optional.empty();
    private static final Hash BLOCK = Hash.of("a block");
    private static final Signature SIGNATURE = Signature.ofBytes(new byte[PublicKey.SIGNATURE_LENGTH]);

    /** Seven validators of any powers; the liars are as many of the first as hold less than a third. */
    @Property(tries = 500)
    void liarsOfAnyTimesCannotMoveTheMedianBeyondTheHonestClocks(
            @ForAll @Size(7) List<@IntRange(min = 1, max = 1_000_000) Integer> powers,
            @ForAll @Size(7) List<@LongRange(min = 0, max = 253_402_300_799_999L) Long> stated,
            @ForAll @IntRange(min = 0, max = 127) int signers) {
        ValidatorSet set = set(powers);
        int liars = 0;
        long power = 0;
        while (power + powers.get(liars) < set.honestPower()) power += powers.get(liars++);
        List<Certificate.SignedPrecommit> precommits = new ArrayList<>();
        List<Instant> honest = new ArrayList<>();
        long signed = 0;
        for (int i = 0; i < 7; i++) {
            // liars always sign; of the others enough for a quorum
            if (i >= liars && (signers >> i & 1) == 0 && signed + rest(powers, i + 1) >= set.quorumPower()) continue;
            // honest clocks are close to each other
            Instant time = Instant.ofEpochMilli(i < liars ? stated.get(i) : 1_000_000 + stated.get(i) % 5_000);
            if (i >= liars) honest.add(time);
            precommits.add(new Certificate.SignedPrecommit(set.members().get(i).key(), Optional.of(time), SIGNATURE));
            signed += powers.get(i);
        }

        Instant median = new Certificate(1, 0, BLOCK, precommits).medianTime(set);

        assertThat(median)
                .isBetween(
                        honest.stream().min(Instant::compareTo).orElseThrow(),
                        honest.stream().max(Instant::compareTo).orElseThrow());
    }

    private static long rest(List<Integer> powers, int from) {
        return powers.subList(from, powers.size()).stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    private static ValidatorSet set(List<Integer> powers) {
        return new ValidatorSet(IntStream.range(0, powers.size())
                .mapToObj(i -> new ValidatorSet.Member(
                        "v" + i, FourValidators.key(i + 1).publicKey(), powers.get(i)))
                .toList());
    }

    @Test
    void theMedianIsWeightedByPower() {
        ValidatorSet set = set(List.of(5, 1, 1, 1));
        List<Certificate.SignedPrecommit> precommits = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            precommits.add(new Certificate.SignedPrecommit(
                    set.members().get(i).key(), Optional.of(Instant.ofEpochMilli(100 - i)), SIGNATURE));

        assertThat(new Certificate(1, 0, BLOCK, precommits).medianTime(set)).isEqualTo(Instant.ofEpochMilli(100));
    }

    /** Delta's clock is wrong by a year; the others' are within a second of each other. */
    @ParameterizedTest
    @ValueSource(longs = {-365, 365})
    void aClockThatIsFarOffMovesNoBlockAboveTheFirst(long days) throws IOException {
        LedgerNet net = new LedgerNet(GENESIS, days);
        net.ahead.put("delta", Duration.ofDays(days));
        net.ahead.put("alpha", Duration.ofMillis(500));
        net.ahead.put("beta", Duration.ofMillis(-500));
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        TreeMap<Long, Instant> committedAt = new TreeMap<>();

        for (int i = 0; i < 8; i++) {
            net.node("gamma").submit(payload("payload " + i));
            net.run(Duration.ofSeconds(4));
            committedAt.put(net.node("gamma").chain.height(), net.now());
        }

        Chain chain = net.node("gamma").chain;
        assertThat(chain.height()).isGreaterThanOrEqualTo(6);
        for (long height = 2; height <= chain.height(); height++) {
            Instant time = chain.block(height).block().header().time();
            Instant before = committedAt.ceilingEntry(height - 1).getValue();
            assertThat(time)
                    .isAfter(chain.block(height - 1).block().header().time())
                    .isBetween(before.minusSeconds(5), before.plusSeconds(1));
        }
        assertThat(new ChainVerifier(GENESIS, ANYTHING).verify(net.node("alpha").chainRecords))
                .isInstanceOf(ChainVerifier.Verdict.Sound.class);
    }

    @Test
    void aValidatorThatRestartsBetweenTwoBlocksGoesOnFromTheCertificateOnItsDisk() throws IOException {
        LedgerNet net = new LedgerNet(GENESIS, 3);
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.node("alpha").submit(payload("one"));
        net.run(Duration.ofSeconds(5));

        for (String name : NAMES) net.kill(name);
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.node("alpha").submit(payload("two"));
        net.run(Duration.ofSeconds(5));

        Chain chain = net.node("delta").chain;
        assertThat(chain.height()).isEqualTo(2);
        Certificate lastCommit = chain.block(2).block().lastCommit().orElseThrow();
        assertThat(chain.block(2).block().header().time()).isEqualTo(lastCommit.medianTime(SET));
        assertThat(net.accusations).isEmpty();
    }

    @Test
    void anotherTimeThanTheMedianIsRefused() {
        ChainState state = ChainState.of(GENESIS).after(first(0, 10, 20));
        Block sound = state.propose(KEYS.get(1).publicKey(), GENESIS.time(), 8, List.of(payload("two")));
        BlockHeader header = sound.header();

        assertThat(state.refusal(sound, ANYTHING, none -> false)).isEmpty();
        assertThat(header.time()).isEqualTo(GENESIS.time().plusMillis(2_010));
        Block later = new Block(withTime(header, header.time().plusMillis(1)), sound.payloads(), sound.lastCommit());
        assertThat(state.refusal(later, ANYTHING, none -> false).orElseThrow())
                .contains("but the precommits of the block before give " + header.time());
    }

    @Test
    void theBlockMustHoldThePrecommitsThatItsHeaderNamesAndTheseMustHold() {
        ChainState state = ChainState.of(GENESIS).after(first(0, 10, 20));
        Block sound = state.propose(KEYS.get(1).publicKey(), GENESIS.time(), 8, List.of(payload("two")));

        assertThat(state.refusal(new Block(sound.header(), sound.payloads()), ANYTHING, none -> false)
                        .orElseThrow())
                .contains("other precommits");

        Certificate good = sound.lastCommit().orElseThrow();
        List<Certificate.SignedPrecommit> moved = good.precommits().stream()
                .map(one -> new Certificate.SignedPrecommit(
                        one.validator(), one.time().map(time -> time.plusSeconds(60)), one.signature()))
                .toList();
        Certificate forged = new Certificate(1, 0, good.blockHash(), moved);
        Block other = new ChainState(GENESIS, state.tip(), SET, 0, Optional.of(new ChainState.End(forged, SET)))
                .propose(KEYS.get(1).publicKey(), GENESIS.time(), 8, List.of(payload("two")));
        assertThat(state.refusal(other, ANYTHING, none -> false).orElseThrow()).contains("does not verify");
    }

    /** Other precommits of the same block are as good: which of them a proposer heard first is nobody's fault. */
    @Test
    void precommitsThatThisNodeDidNotHearAreLookedAt() {
        ChainState state = ChainState.of(GENESIS).after(first(0, 10, 20));
        ChainState elsewhere = ChainState.of(GENESIS).after(committed(firstBlock(), List.of(1, 2, 3), 5, 15, 25));
        Block block = elsewhere.propose(KEYS.get(1).publicKey(), GENESIS.time(), 8, List.of(payload("two")));

        assertThat(state.refusal(block, ANYTHING, none -> false)).isEmpty();
        assertThat(block.header().time()).isEqualTo(GENESIS.time().plusMillis(2_015));
    }

    @Test
    void thePrecommitsOfAllWhoDecidedAreNoEquivocationWhenTheyDifferInTimeAlone() {
        VoteKeeper votes = new VoteKeeper(SET);
        Vote one = Vote.precommit(CHAIN, 1, 0, BLOCK, GENESIS.time(), KEYS.getFirst());
        Vote again = Vote.precommit(CHAIN, 1, 0, BLOCK, GENESIS.time().plusSeconds(9), KEYS.getFirst());

        assertThat(votes.add(one, 0)).isTrue();
        assertThat(votes.add(again, 0)).isFalse();

        assertThat(votes.takeEquivocations()).isEmpty();
        assertThat(votes.vote(Vote.Type.PRECOMMIT, 0, one.validator())).contains(one);
        assertThatThrownBy(() -> Evidence.of(one, again)).hasMessageContaining("the same");
    }

    @Test
    void evidenceOfTwoPrecommitsWithTimesConvicts() {
        Vote one = Vote.precommit(CHAIN, 1, 0, BLOCK, GENESIS.time(), KEYS.get(3));
        Vote other =
                Vote.precommit(CHAIN, 1, 0, Hash.of("another"), GENESIS.time().plusSeconds(9), KEYS.get(3));
        Vote nil = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.empty(), KEYS.get(3));

        assertThat(Evidence.of(one, other).refusal(SET, CHAIN)).isEmpty();
        assertThat(Evidence.of(one, nil).refusal(SET, CHAIN)).isEmpty();
    }

    @Test
    void theTimeIsSigned() {
        Vote vote = Vote.precommit(CHAIN, 1, 0, BLOCK, GENESIS.time(), KEYS.getFirst());

        assertThat(vote.verifies(CHAIN)).isTrue();
        assertThat(new Vote(
                                vote.type(),
                                1,
                                0,
                                vote.block(),
                                Optional.of(GENESIS.time().plusMillis(1)),
                                vote.validator(),
                                vote.signature())
                        .verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(vote.type(), 1, 0, vote.block(), vote.validator(), vote.signature()).verifies(CHAIN))
                .isFalse();
    }

    private static Block firstBlock() {
        return ChainState.of(GENESIS)
                .propose(KEYS.getFirst().publicKey(), GENESIS.time().plusSeconds(1), 7, List.of(payload("one")));
    }

    private static CommittedBlock first(long... millis) {
        return committed(firstBlock(), List.of(0, 1, 2), millis);
    }

    /** Decided by the {@code validators}, whose clocks read two seconds after the genesis and these milliseconds. */
    private static CommittedBlock committed(Block block, List<Integer> validators, long... millis) {
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < millis.length; i++)
            votes.add(Vote.precommit(
                    CHAIN,
                    block.height(),
                    0,
                    block.hash(),
                    GENESIS.time().plusMillis(2_000 + millis[i]),
                    KEYS.get(validators.get(i))));
        return new CommittedBlock(block, Certificate.of(block.height(), 0, block.hash(), votes, SET));
    }

    private static BlockHeader withTime(BlockHeader header, Instant time) {
        return new BlockHeader(
                header.chainId(),
                header.height(),
                time,
                header.proposer(),
                header.previous(),
                header.validatorsHash(),
                header.succession(),
                header.roots(),
                header.lastCommit(),
                header.nonce());
    }
}
