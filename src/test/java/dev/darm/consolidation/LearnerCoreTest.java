package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.encoding.CorpusStatistics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class LearnerCoreTest {

    private static final Duration LONG = Duration.ofSeconds(19);

    private static LearnerFleet grown(int size, int liars, long seed) {
        LearnerFleet fleet = new LearnerFleet(size, liars, seed);
        fleet.promote("Artery listens on port 25520", "the gateway listens on port 8558");
        fleet.promote("a claim needs a quorum of heads");
        return fleet;
    }

    @Test
    void headsThatHaveTheSameMemoryPutTheNextVersionIntoTheChainOnce() {
        LearnerFleet fleet = grown(4, 0, 1);

        fleet.run(LONG);

        assertThat(fleet.heads).allMatch(head -> head.version() == 1);
        assertThat(fleet.chain.stream().flatMap(block -> block.records().stream()))
                .hasSize(1);
        assertThat(fleet.heads.getFirst().history.inEffect())
                .isEqualTo(CorpusStatistics.learned(
                        1,
                        List.of(
                                "Artery listens on port 25520",
                                "the gateway listens on port 8558",
                                "a claim needs a quorum of heads")));
    }

    @Test
    void theNextVersionIsLearnedWhenMemoryHasGrownEnoughAgainAndNotBefore() {
        LearnerFleet fleet = grown(4, 0, 2);
        fleet.run(LONG);
        fleet.promote("one more", "and another");
        fleet.run(LONG);
        assertThat(fleet.heads).allMatch(head -> head.version() == 1);

        fleet.promote("a third");
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.heads).allMatch(head -> head.version() == 2);
        assertThat(fleet.heads.getFirst().history.inEffect().texts()).isEqualTo(6);
    }

    @Test
    void anotherHeadTakesOverWhenTheProposerIsDown() {
        LearnerFleet fleet = new LearnerFleet(4, 0, 3);
        fleet.heads.get(1).crash();
        fleet.promote("a", "b", "c");

        fleet.run(LONG);
        assertThat(fleet.heads.getFirst().version()).isZero();
        fleet.run(Duration.ofSeconds(10));

        assertThat(fleet.heads).filteredOn(head -> head.up).allMatch(head -> head.version() == 1);
    }

    @Test
    void aHeadThatLacksABodySignsWhenItHasIt() {
        LearnerFleet fleet = new LearnerFleet(4, 0, 4);
        fleet.heads.get(2).lacksBodies = true;
        fleet.heads.get(3).lacksBodies = true;
        fleet.promote("a", "b", "c");
        fleet.run(Duration.ofMinutes(1));
        assertThat(fleet.heads).allMatch(head -> head.version() == 0);
        assertThat(fleet.heads.get(2).journal).isEmpty();

        fleet.heads.get(2).lacksBodies = false;
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.heads).allMatch(head -> head.version() == 1);
        assertThat(fleet.heads.get(3).journal).isEmpty();
    }

    @Test
    void aWrongArtefactNeverGetsAQuorumAndDoesNotKeepTheRightOneOut() {
        LearnerFleet fleet = grown(7, 2, 5);

        fleet.run(Duration.ofMinutes(5));

        CorpusStatistics agreed = fleet.heads.getLast().history.inEffect();
        assertThat(agreed.version()).isEqualTo(1);
        assertThat(agreed.texts()).isEqualTo(3);
        assertThat(fleet.heads.getLast().refusals).anyMatch(line -> line.contains("not what this head learned"));
    }

    @Test
    void withTooManyLiarsNothingIsAgreedOn() {
        LearnerFleet fleet = grown(4, 2, 6);

        fleet.run(Duration.ofMinutes(5));

        assertThat(fleet.heads).allMatch(head -> head.version() == 0);
    }

    @Test
    void aHeadThatSignedAndForgotAllElseSendsTheSameBallotAgain() {
        LearnerFleet fleet = new LearnerFleet(4, 0, 7);
        fleet.heads.get(2).crash();
        fleet.heads.get(3).crash();
        fleet.promote("a", "b", "c");
        fleet.run(Duration.ofSeconds(5));
        assertThat(fleet.heads.get(0).journal).hasSize(1);
        fleet.heads.get(0).crash();
        fleet.heads.get(0).start();
        fleet.heads.get(0).lacksBodies = true;
        fleet.heads.get(2).start();

        fleet.run(Duration.ofMinutes(3));

        assertThat(fleet.heads.get(0).journal).hasSize(1);
        assertThat(fleet.heads.get(2).version()).isEqualTo(1);
    }

    @Test
    void aVersionThatFoundNoQuorumWithinTheWindowIsLearnedAgainFromALaterHeight() {
        LearnerFleet fleet = new LearnerFleet(4, 0, 8);
        fleet.heads.get(2).crash();
        fleet.heads.get(3).crash();
        fleet.promote("a", "b", "c");
        fleet.run(Duration.ofSeconds(5));
        for (int i = 0; i < LearnerFleet.WINDOW + 1; i++) fleet.promote("block " + i);
        fleet.run(Duration.ofSeconds(5));
        fleet.heads.get(2).start();

        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.heads.get(0).version()).isEqualTo(1);
        assertThat(fleet.heads.get(0).history.inEffect().texts()).isEqualTo(3 + 10);
    }

    @Test
    void aVersionThatIsUnderWayWhenSomethingIsForgottenIsLearnedAnewWithoutIt() {
        LearnerFleet fleet = new LearnerFleet(4, 0, 9);
        fleet.heads.get(2).crash();
        fleet.heads.get(3).crash();
        fleet.promote("a", "b", "a secret");
        fleet.run(Duration.ofSeconds(5));
        assertThat(fleet.heads.get(0).journal)
                .as("signed what holds the secret")
                .hasSize(1);

        fleet.forget("a secret");
        fleet.heads.get(2).start();
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.heads.get(0).version()).isEqualTo(1);
        assertThat(fleet.heads.get(0).history.inEffect()).isEqualTo(CorpusStatistics.learned(1, List.of("a", "b")));
    }

    @Property(tries = 60)
    void tombstonesAtAnyTimeDoNotKeepHeadsFromAgreeing(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int crashed) {
        LearnerFleet fleet = new LearnerFleet(4, 0, seed);
        fleet.loss = 0.3;
        fleet.promote("a", "b", "c", "d", "e", "f", "g");
        for (String text : List.of("a", "b", "c", "d")) {
            LearnerFleet.Head head = fleet.heads.get((crashed + fleet.random.nextInt(4)) % 4);
            head.crash();
            fleet.run(Duration.ofMillis(fleet.random.nextInt(15_000)));
            fleet.forget(text);
            fleet.run(Duration.ofMillis(fleet.random.nextInt(300)));
            head.start();
        }
        fleet.run(Duration.ofMinutes(3));

        assertThat(fleet.heads).allMatch(head -> head.version() == 1);
        assertThat(fleet.heads)
                .extracting(head -> head.history.inEffect())
                .containsOnly(fleet.heads.getFirst().history.inEffect());
    }

    @Property(tries = 60)
    void whateverIsLostAndWhoeverCrashesAllAgreeInTheEndAndNobodySaysTwoThingsAtOnce(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int crashed) {
        LearnerFleet fleet = new LearnerFleet(4, 0, seed);
        fleet.loss = 0.3;
        fleet.promote("a", "b");
        fleet.promote("c", "d");
        for (int i = 0; i < 6; i++) {
            LearnerFleet.Head head = fleet.heads.get((crashed + i) % 4);
            head.crash();
            fleet.run(Duration.ofSeconds(fleet.random.nextInt(30)));
            head.start();
        }
        fleet.run(Duration.ofMinutes(3));

        assertThat(fleet.heads).allMatch(head -> head.version() == 1);
        for (LearnerFleet.Head head : fleet.heads)
            head.said.values().forEach(ballots -> assertThat(new HashSet<>(ballots))
                    .hasSizeLessThan(2));
    }
}
