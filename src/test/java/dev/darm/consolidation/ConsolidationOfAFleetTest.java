package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whole fleets of cores under loss, crashes and lies. */
final class ConsolidationOfAFleetTest {

    @Property(tries = 15)
    void everyClaimThatDocumentsMakeReachesEveryHead(@ForAll long seed) {
        Fleet fleet = new Fleet(4, 0, seed);
        fleet.loss = 0.1;
        List<Claim> claims = rememberFacts(fleet, 30);

        fleet.run(Duration.ofMinutes(3));

        for (Fleet.Head head : fleet.heads) {
            assertThat(head.entries()).extracting(LongTermEntry::claim).containsExactlyInAnyOrderElementsOf(claims);
            assertThat(head.entries()).isEqualTo(fleet.heads.getFirst().entries());
            assertThat(head.entries()).allMatch(entry -> entry.confidence() > 0.9);
        }
    }

    @Property(tries = 25)
    void theClaimsOfThoseWhoStayAreLearnedWhenAHeadLosesItsSeatAtAnyMoment(
            @ForAll long seed, @ForAll @IntRange(min = 500, max = 4_000) int millis) {
        Fleet fleet = new Fleet(4, 0, seed);
        fleet.loss = 0.4;
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 30; i++) claims.add(fact(fleet, "subject " + i, i, fleet.random.nextInt(3)));

        fleet.run(Duration.ofMillis(millis));
        fleet.elect(new ValidatorSet(fleet.electorate.members().subList(0, 3)));
        fleet.run(Duration.ofMinutes(3));

        for (Fleet.Head head : fleet.heads.subList(0, 3)) {
            assertThat(head.entries()).extracting(LongTermEntry::claim).containsExactlyInAnyOrderElementsOf(claims);
            assertThat(head.openNominations()).isZero();
        }
    }

    @Property(tries = 15)
    void crashesLoseNothing(@ForAll long seed) {
        Fleet fleet = new Fleet(4, 0, seed);
        fleet.loss = 0.1;
        List<Claim> claims = rememberFacts(fleet, 40);

        for (int i = 0; i < 12; i++) {
            Fleet.Head victim = fleet.heads.get(fleet.random.nextInt(4));
            fleet.run(Duration.ofMillis(fleet.random.nextInt(1500)));
            victim.crash();
            fleet.run(Duration.ofMillis(fleet.random.nextInt(3000)));
            victim.start();
        }
        fleet.run(Duration.ofMinutes(5));

        for (Fleet.Head head : fleet.heads) {
            assertThat(head.entries()).extracting(LongTermEntry::claim).containsExactlyInAnyOrderElementsOf(claims);
            assertThat(head.openNominations()).isZero();
        }
    }

    @Test
    void threeOfFourHeadsAreEnoughAndTheFourthCatchesUp() {
        Fleet fleet = new Fleet(4, 0, 7);
        fleet.heads.get(3).crash();
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) claims.add(fact(fleet, "subject " + i, 1, i % 3));

        fleet.run(Duration.ofMinutes(2));
        assertThat(fleet.heads.getFirst().entries()).hasSize(20);

        fleet.heads.get(3).start();
        fleet.run(Duration.ofMinutes(1));
        assertThat(fleet.heads.get(3).entries())
                .isEqualTo(fleet.heads.getFirst().entries());
        assertThat(fleet.heads.get(3).entries())
                .extracting(LongTermEntry::claim)
                .containsAll(claims);
    }

    @Test
    void withoutAQuorumNothingPassesAndNominationsDoNotPileUp() {
        Fleet fleet = new Fleet(4, 0, 8);
        fleet.heads.get(2).crash();
        fleet.heads.get(3).crash();
        for (int i = 0; i < 20; i++) fact(fleet, "subject " + i, 1, 0);

        fleet.run(Duration.ofHours(2));
        assertThat(fleet.chain).isEmpty();
        assertThat(fleet.heads.get(1).snapshot().votes()).hasSizeLessThanOrEqualTo(Fleet.SETTINGS.inFlight());

        fleet.heads.get(2).start();
        fleet.run(Duration.ofMinutes(2));
        assertThat(fleet.heads.getFirst().entries()).hasSize(20);
    }

    /** P40: no two contradictory claims are both promoted, with as many liars as a quorum allows. */
    @Property(tries = 40)
    void noTwoContradictoryClaimsAreBothPromoted(@ForAll long seed, @ForAll @IntRange(min = 0, max = 1) int size) {
        Fleet fleet = size == 0 ? new Fleet(4, 1, seed) : new Fleet(7, 2, seed);
        fleet.loss = 0.1;
        for (int i = 0; i < 10; i++)
            for (int side = 0; side < 3; side++)
                fact(fleet, "subject " + i, side, fleet.random.nextInt(fleet.heads.size()));

        fleet.run(Duration.ofSeconds(20));
        Fleet.Head victim = fleet.heads.getLast();
        victim.crash();
        victim.start();
        fleet.run(Duration.ofMinutes(1));

        List<Claim> promoted = new ArrayList<>();
        for (ConsolidationRecord record : fleet.chain)
            for (ConsolidationRecord.Passed passed : record.passed())
                if (record.nomination().items().get(passed.item()).kind() == NominationItem.Kind.PROMOTE)
                    promoted.add(victim.longTerm
                            .find(record.nomination().items().get(passed.item()).commitment())
                            .orElseThrow()
                            .claim());
        assertThat(promoted).isNotEmpty();
        for (Claim one : promoted) assertThat(promoted).noneMatch(other -> Fleet.contradict(one, other));
    }

    @Property(tries = 10)
    void aClaimThatNoDocumentMakesIsNeverPromoted(@ForAll long seed) {
        Fleet fleet = new Fleet(7, 2, seed);
        for (int i = 0; i < 10; i++) fleet.heads.getFirst().remember(Fleet.fact("hallucination " + i, i));
        List<Claim> claims = rememberFacts(fleet, 10);

        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.heads.getLast().entries())
                .extracting(LongTermEntry::claim)
                .containsExactlyInAnyOrderElementsOf(claims);
    }

    @Property(tries = 10)
    void oneClaimNominatedByAllHeadsAtOnceIsPromoted(@ForAll long seed) {
        Fleet fleet = new Fleet(4, 0, seed);
        fleet.loss = 0.05;
        for (int i = 0; i < 10; i++) for (int head = 0; head < 4; head++) fact(fleet, "subject " + i, 1, head);

        fleet.run(Duration.ofMinutes(3));

        assertThat(fleet.heads).allSatisfy(head -> assertThat(head.entries()).hasSize(10));
    }

    @Test
    void aGroundedContradictionContestsBothUntilOneSideIsWithdrawn() {
        Fleet fleet = new Fleet(4, 0, 3);
        Claim old = fact(fleet, "the port", 25520, 0);
        fleet.run(Duration.ofSeconds(30));
        assertThat(fleet.heads.get(1).entries())
                .extracting(LongTermEntry::standing)
                .containsExactly(Standing.HELD);

        Claim corrected = fact(fleet, "the port", 25521, 1);
        fleet.run(Duration.ofSeconds(30));
        for (Fleet.Head head : fleet.heads)
            assertThat(head.entries())
                    .extracting(LongTermEntry::standing)
                    .containsExactly(Standing.CONTESTED, Standing.CONTESTED);

        fleet.written.remove(old);
        fleet.heads.get(2).retract(old);
        fleet.run(Duration.ofSeconds(60));
        for (Fleet.Head head : fleet.heads) {
            assertThat(head.longTerm.find(old.id()).orElseThrow().standing()).isEqualTo(Standing.WITHDRAWN);
            assertThat(head.longTerm.find(corrected.id()).orElseThrow().standing())
                    .isEqualTo(Standing.HELD);
        }
    }

    @Test
    void aClaimThatADocumentStillMakesIsNotWithdrawn() {
        Fleet fleet = new Fleet(4, 0, 4);
        Claim claim = fact(fleet, "the port", 25520, 0);
        fleet.run(Duration.ofSeconds(30));

        fleet.heads.get(1).retract(claim);
        fleet.run(Duration.ofSeconds(60));

        assertThat(fleet.heads.getFirst().entries())
                .extracting(LongTermEntry::standing)
                .containsExactly(Standing.HELD);
        assertThat(fleet.heads.get(1).snapshot().retractions()).isEmpty();
    }

    @Test
    void oneSeedGivesOneRun() {
        assertThat(chainOf(42)).isEqualTo(chainOf(42)).isNotEmpty();
        assertThat(chainOf(42)).isNotEqualTo(chainOf(43));
    }

    private static List<ConsolidationRecord> chainOf(long seed) {
        Fleet fleet = new Fleet(4, 1, seed);
        fleet.loss = 0.1;
        rememberFacts(fleet, 10);
        fleet.run(Duration.ofMinutes(1));
        return fleet.chain;
    }

    private static List<Claim> rememberFacts(Fleet fleet, int count) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < count; i++)
            claims.add(fact(fleet, "subject " + i, i, fleet.random.nextInt(fleet.heads.size())));
        return claims;
    }

    private static Claim fact(Fleet fleet, String subject, int value, int head) {
        Claim claim = Fleet.fact(subject, value);
        fleet.written.add(claim);
        fleet.heads.get(head).remember(claim);
        return claim;
    }
}
