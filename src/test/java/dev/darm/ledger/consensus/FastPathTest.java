package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Statement.Claim;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fast decision takes, what it costs, and what statements admit after it. */
class FastPathTest {

    private static final long LINK_MS = 50;

    /** All that may be Byzantine may be missing where n is 5 f − 1 or more with f = (n − 1) / 3: 4, 5, 6 and 9. */
    @ParameterizedTest
    @CsvSource({
        "1, 0", "2, 0", "3, 0", "4, 1", "5, 1", "6, 1", "7, 1", "8, 1", "9, 2", "10, 1", "13, 1", "14, 1", "100, 1"
    })
    void soManyOfEqualPowerMayBeMissing(int n, long missing) {
        assertThat(FastPath.mostMissing(Words.validators(n))).isEqualTo(missing);
    }

    /** The bounds that the argument in docs/ledger.md rests on, for any powers. */
    @Property
    void theBoundsHoldForAllPowers(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 1_000) Integer> powers) {
        ValidatorSet validators = new ValidatorSet(IntStream.range(0, powers.size())
                .mapToObj(i -> new ValidatorSet.Member("v" + i, Words.key(i + 1), powers.get(i)))
                .toList());
        long all = validators.totalPower();
        long byzantine = all - validators.quorumPower();
        long missing = FastPath.mostMissing(validators);
        long least = powers.stream().mapToLong(power -> power).min().orElseThrow();

        assertThat(missing).isBetween(0L, byzantine);
        assertThat(2 * missing).isLessThan(all - 3 * byzantine + 2 * least);
        assertThat(FastPath.power(validators)).isGreaterThanOrEqualTo(validators.quorumPower());
        // two different values cannot both look as if they had been decided
        assertThat(validators.quorumPower()).isGreaterThan(2 * (byzantine + missing - least));
    }

    @Test
    void aDecisionOfFourTakesTwoOneWayDelaysFifteenMessagesAndOneRecordedVote() {
        ConsensusDriver driver = new ConsensusDriver(1, 4, 1, true);
        for (int i = 1; i <= 4; i++) driver.honest(i);
        driver.links = Links.exactly(LINK_MS);
        driver.start();

        assertThat(driver.run(60_000)).isTrue();

        // the value comes a millisecond after it was asked for
        assertThat(driver.now()).isCloseTo(2 * LINK_MS, within(1L));
        assertThat(driver.messages).isEqualTo(3 + 12);
        for (Machine machine : driver.machines) {
            assertThat(machine.disk)
                    .filteredOn(record -> record instanceof ConsensusRecord.VoteSigned)
                    .hasSize(1);
        }
    }

    /** Where fewer may be missing than may be silent, the slow path stands behind the fast one. */
    @Test
    void sevenOfWhichTwoAreSilentDecideByPrecommits() {
        ConsensusDriver driver = new ConsensusDriver(1, 7, 1, true);
        for (int i = 1; i <= 7; i++) driver.honest(i);
        driver.links = Links.exactly(LINK_MS);
        driver.connected = (from, to) -> !List.of("v6", "v7").contains(from.name);
        driver.start();

        driver.run(3 * LINK_MS + 1);

        for (Machine machine : driver.machines.subList(0, 5))
            assertThat(machine.decided).hasSize(1);
        assertThat(driver.lastRound).isZero();
    }

    @Test
    void sevenOfWhichOneIsSilentDecideFast() {
        ConsensusDriver driver = new ConsensusDriver(1, 7, 1, true);
        for (int i = 1; i <= 7; i++) driver.honest(i);
        driver.links = Links.exactly(LINK_MS);
        driver.connected = (from, to) -> !from.name.equals("v7");
        driver.start();

        driver.run(2 * LINK_MS + 1);

        for (Machine machine : driver.machines) assertThat(machine.decided).hasSize(1);
    }

    /** Statements that were enough stay enough with more of them, so that no liar can take an admission back. */
    @Property
    void moreStatementsNeverTakeAnAdmissionBack(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 4 + random.nextInt(6);
        ValidatorSet validators = Words.validators(n);
        FastPath path = FastPath.of(validators, Words.rotation(validators));
        List<Statement> statements = new ArrayList<>();
        for (ValidatorSet.Member member : validators.members()) {
            boolean locked = random.nextInt(5) == 0;
            statements.add(new Statement(
                    1,
                    3,
                    claim(validators, random, Vote.Type.ENDORSE),
                    locked ? claim(validators, random, Vote.Type.PREVOTE) : Optional.empty(),
                    member.key(),
                    Words.BLANK));
        }
        int fewer = random.nextInt(n + 1);
        for (Optional<Hash> id :
                List.of(Optional.<Hash>empty(), Optional.of(Hash.of("a")), Optional.of(Hash.of("b")))) {
            if (path.admits(statements.subList(0, fewer), 1, 3, id))
                assertThat(path.admits(statements, 1, 3, id)).as("%s", id).isTrue();
        }
    }

    private static Optional<Claim> claim(ValidatorSet validators, Random random, Vote.Type proof) {
        if (random.nextInt(3) == 0) return Optional.empty();
        int round = random.nextInt(3);
        Hash id = Hash.of(random.nextBoolean() ? "a" : "b");
        if (round == 0 && proof == Vote.Type.ENDORSE)
            return Optional.of(new Claim(0, id, Optional.of(Words.BLANK), List.of()));
        List<Vote> votes = new ArrayList<>();
        for (PublicKey key :
                validators.members().stream().map(ValidatorSet.Member::key).toList())
            votes.add(Words.vote(proof, 1, round, Optional.of(id), key));
        return Optional.of(new Claim(round, id, Optional.empty(), votes));
    }
}
