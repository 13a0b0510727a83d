package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.ForkDetector.Finding;
import dev.darm.ledger.LightClient.Source;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Four validators; with the keys of two of them a second chain is made, which leaves the first at some height. */
class ForkDetectorTest {

    private static final Genesis GENESIS = FourValidators.WITH_MEDIAN_TIME;
    private static final Trusted START = Trusted.of(GENESIS);
    private static final Instant NOW = GENESIS.time().plusSeconds(100_000);
    private static final List<Integer> HONEST = List.of(0, 1, 2);

    private final LightClient client =
            new LightClient(CHAIN, new Trust(1, 3, Duration.ofDays(14), Duration.ofSeconds(10)));
    private final ForkDetector detector = new ForkDetector(client, NOW);

    /** The block after {@code chain}, decided in {@code round} by {@code signers}. */
    static void append(Chain chain, int nonce, int round, List<Integer> signers) throws IOException {
        ChainState state = chain.state();
        Instant time = state.tip().time().plusSeconds(60);
        Block block = state.propose(
                KEYS.getFirst().publicKey(), time, nonce, List.of(FourValidators.payload("block " + nonce)));
        List<Vote> votes = signers.stream()
                .map(i -> Vote.precommit(CHAIN, block.height(), round, block.hash(), time, KEYS.get(i)))
                .toList();
        chain.append(new CommittedBlock(
                block, Certificate.of(block.height(), round, block.hash(), votes, state.validators())));
    }

    /** A chain of {@code height} blocks that leaves the honest one after {@code common}. */
    static Chain chain(int common, int height, int round, List<Integer> signers) throws IOException {
        Chain chain = Chain.open(new RecordsInHeap(), GENESIS);
        for (int at = 1; at <= common; at++) append(chain, at, 0, HONEST);
        for (int at = common + 1; at <= height; at++) append(chain, 1_000 + at, round, signers);
        return chain;
    }

    private static Source source(Chain chain) {
        return height -> {
            if (height > chain.height()) throw new IOException("the chain ends at " + chain.height());
            return chain.light(height).orElseThrow(() -> new IOException("no certificate of " + height));
        };
    }

    private Finding compare(long height, Source primary, Source witness) throws Exception {
        return detector.compare(START, client.trace(START, height, primary, NOW), primary, witness);
    }

    @Property(tries = 12)
    void whoSignedTwoChainsIsNamedByEvidenceAtTheirFirstDifference(
            @ForAll @IntRange(min = 0, max = 12) int common, @ForAll @IntRange(min = 0, max = 1) int thief)
            throws Exception {
        Chain ours = chain(13, 13, 0, HONEST);
        List<Integer> stolen = List.of(thief, 2, 3);
        Chain theirs = chain(common, 13, 0, stolen);

        Finding finding = compare(13, source(ours), source(theirs));

        assertThat(finding).isInstanceOfSatisfying(Finding.Forked.class, forked -> {
            Fork fork = forked.fork();
            assertThat(fork.common().height()).isEqualTo(common);
            assertThat(fork.our().height()).isEqualTo(common + 1L);
            assertThat(fork.signedBoth())
                    .extracting(ValidatorSet.Member::name)
                    .containsExactly(FourValidators.NAMES.get(thief), "gamma");
            assertThat(fork.evidence())
                    .extracting(Evidence::validator)
                    .containsExactly(KEYS.get(thief).publicKey(), KEYS.get(2).publicKey());
            assertThat(fork.evidence()).allSatisfy(evidence -> assertThat(
                            ChainState.of(GENESIS).refusal(evidence.payload(), (payload, set) -> Optional.empty()))
                    .isEmpty());
        });
    }

    @Test
    void aForkOfTwoRoundsIsProvedAndNamesNobodyByEvidence() throws Exception {
        Finding finding = compare(9, source(chain(9, 9, 0, HONEST)), source(chain(4, 9, 1, List.of(1, 2, 3))));

        assertThat(finding).isInstanceOfSatisfying(Finding.Forked.class, forked -> {
            assertThat(forked.fork().inOneRound()).isFalse();
            assertThat(forked.fork().evidence()).isEmpty();
            assertThat(forked.fork().signedBoth())
                    .extracting(ValidatorSet.Member::name)
                    .containsExactly("beta", "gamma");
            assertThat(Fork.signers(forked.fork().their()))
                    .extracting(ValidatorSet.Member::name)
                    .containsExactly("beta", "gamma", "delta");
        });
    }

    @Test
    void aSideThatHasNothingInBetweenToShowIsAForkStill() throws Exception {
        Chain theirs = chain(3, 12, 0, List.of(1, 2, 3));
        Source witness = height -> {
            if (height < 12) throw new IOException("not kept");
            return theirs.light(height).orElseThrow();
        };

        Finding finding = compare(12, source(chain(12, 12, 0, HONEST)), witness);

        assertThat(finding).isInstanceOfSatisfying(Finding.Forked.class, forked -> {
            assertThat(forked.fork().common()).isEqualTo(START);
            assertThat(forked.fork().our().height()).isEqualTo(12);
            assertThat(forked.fork().evidence()).hasSize(2);
        });
    }

    @Test
    void theLatestHeaderOfTheTraceThatBothHaveIsFoundWithFewQuestions() throws Exception {
        Chain ours = chain(60, 60, 0, HONEST);
        Chain theirs = chain(31, 60, 0, List.of(1, 2, 3));
        List<Long> asked = new ArrayList<>();
        List<LightBlock> trace = IntStream.of(10, 20, 30, 40, 60)
                .mapToObj(height -> {
                    try {
                        return ours.light(height).orElseThrow();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();

        Finding finding = detector.compare(START, trace, source(ours), height -> {
            asked.add(height);
            return source(theirs).block(height);
        });

        assertThat(finding).isInstanceOfSatisfying(Finding.Forked.class, forked -> assertThat(
                        forked.fork().common().height())
                .isEqualTo(31));
        assertThat(asked).doesNotHaveDuplicates().hasSizeLessThan(9);
    }

    @Test
    void anHonestWitnessAgreesAndOneThatLagsAccusesNobody() throws Exception {
        Source primary = source(chain(9, 9, 0, HONEST));

        assertThat(compare(9, primary, source(chain(9, 9, 0, HONEST)))).isEqualTo(new Finding.Agrees());
        assertThat(compare(9, primary, source(chain(7, 7, 0, HONEST))))
                .isEqualTo(new Finding.Silent("the chain ends at 7"));
    }

    @Test
    void aWitnessWhoseHeaderTooFewSignedIsNotBelieved() throws Exception {
        Chain ours = chain(9, 9, 0, HONEST);
        Finding few = compare(9, source(ours), source(chain(4, 9, 0, List.of(2, 3))));
        assertThat(few).isInstanceOfSatisfying(Finding.Unproven.class, unproven -> assertThat(unproven.why())
                .contains("the precommits hold power 2 of 4"));

        LightBlock made = chain(4, 9, 0, List.of(1, 2, 3)).light(9).orElseThrow();
        LightBlock true9 = ours.light(9).orElseThrow();
        Finding foreign = compare(
                9,
                source(ours),
                height -> new LightBlock(made.header(), true9.certificate(), made.validators(), made.next()));
        assertThat(foreign).isInstanceOf(Finding.Unproven.class);

        Finding other = compare(9, source(ours), height -> ours.light(8).orElseThrow());
        assertThat(other).isEqualTo(new Finding.Unproven("asked for height 9, the source gave 8"));
    }
}
