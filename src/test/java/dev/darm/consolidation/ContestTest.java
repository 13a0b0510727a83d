package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.SigningKey;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.memory.Triple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** How contests are decided, and what the last two stages of the validity suite do at commit: by the chain alone. */
final class ContestTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final LongTermMemoryCore core = newCore();
    private final List<LongTermInput.BlockApplied> chain = new ArrayList<>();
    private final List<LongTermInput.Forgotten> tombstones = new ArrayList<>();
    private Instant time = Samples.TIME;
    private int salts;

    private static LongTermMemoryCore newCore() {
        return new LongTermMemoryCore(Samples.rules(1000), 64, Duration.ofSeconds(1));
    }

    private static Claim port(int number) {
        return Claim.of(new Triple("Artery", "listens on port", Integer.toString(number)));
    }

    private Disclosure says(Claim claim, String... uris) {
        List<SourceRef> sources = new ArrayList<>();
        for (String uri : uris) sources.add(new SourceRef(uri, 1, Hash.of(uri)));
        Collections.sort(sources);
        return new Disclosure(Hash.of("salt " + salts++), new ClaimBody(claim, sources, ""));
    }

    /** A record of one item with a YES of these scores, each on the sources of the body, blinded by {@code salt}. */
    private static ConsolidationRecord record(
            NominationItem.Kind kind, Disclosure body, Hash salt, List<Hash> targets, int... scores) {
        NominationItem item = new NominationItem(kind, body.commitment(), 7000, targets);
        Nomination nomination = new Nomination("a", Samples.key(1).publicKey(), Samples.TIME, 0, List.of(item));
        List<Evidence> evidence = body.body().sources().stream()
                .map(source -> Evidence.of(salt, source))
                .toList();
        List<Ballot> ballots = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            SigningKey key = Samples.key(i + 1);
            ballots.add(Ballot.sign("c", nomination.id(), Hash.ZERO, List.of(ItemVote.yes(scores[i], evidence)), key));
        }
        int mean = (int) Arrays.stream(scores).average().orElse(9000);
        return new ConsolidationRecord(
                nomination, ballots, List.of(new ConsolidationRecord.Passed(0, mean)), Samples.TIME);
    }

    private static ConsolidationRecord record(
            NominationItem.Kind kind, Disclosure body, List<Hash> targets, int... scores) {
        return record(kind, body, body.salt(), targets, scores);
    }

    private void block(List<Disclosure> bodies, ConsolidationRecord... records) {
        time = time.plusSeconds(1);
        LongTermInput.BlockApplied block =
                new LongTermInput.BlockApplied(chain.size() + 1, time, List.of(records), bodies);
        chain.add(block);
        core.on(block);
    }

    private void commit(NominationItem.Kind kind, Disclosure body, List<Hash> targets, int... scores) {
        block(List.of(body), record(kind, body, targets, scores));
    }

    private final Disclosure old = says(port(25520), "a.md");
    private final Disclosure fresh = says(port(25521), "b.md");

    private void contest() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900, 9900, 9900);
        commit(NominationItem.Kind.CHALLENGE, fresh, List.of(old.commitment()), 9900, 9900, 9900);
        assertThat(standing(old)).isEqualTo(Standing.CONTESTED);
        assertThat(standing(fresh)).isEqualTo(Standing.CONTESTED);
    }

    /** Evidence for the side of {@code side} in a document of its own. */
    private void evidence(Disclosure side, String uri, int... scores) {
        Disclosure body = says(side.body().claim(), uri);
        block(
                List.of(body),
                record(
                        NominationItem.Kind.EVIDENCE,
                        body,
                        fresh.salt(),
                        List.of(fresh.commitment(), side.commitment()),
                        scores));
    }

    private Standing standing(Disclosure of) {
        return entry(of).standing();
    }

    private LongTermEntry entry(Disclosure of) {
        return core.find(of.body().claim().id()).orElseThrow();
    }

    @Test
    void tenEvidenceVotesDecideByTheSumsOfTheirScores() {
        contest();
        evidence(old, "c.md", 9900, 9900, 9900, 9900);
        evidence(fresh, "d.md", 9900, 9900, 9900, 9900);
        assertThat(standing(old)).isEqualTo(Standing.CONTESTED);
        assertThat(core.openContests()).singleElement().satisfies(contest -> {
            assertThat(contest.old()).isEqualTo(new Contest.Side(4, 39_600));
            assertThat(contest.fresh()).isEqualTo(new Contest.Side(4, 39_600));
        });

        evidence(fresh, "e.md", 7000, 7000);

        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
        assertThat(standing(old)).isEqualTo(Standing.SUPERSEDED);
        assertThat(entry(old).supersededBy()).contains(fresh.commitment());
        assertThat(entry(fresh).sources()).extracting(SourceRef::uri).containsExactly("b.md", "d.md", "e.md");
        assertThat(core.list(0, 10)).hasSize(2);
        assertThat(core.openContests()).isEmpty();
        assertThat(core.contest(fresh.commitment()).orElseThrow().outcome()).isEqualTo(Contest.Outcome.REPLACED);
    }

    @Test
    void fewerVotesDecideWithTheFirstBlockOfSevenDaysLater() {
        contest();
        evidence(fresh, "d.md", 6000);
        Instant due = core.openContests().getFirst().dueAt();
        assertThat(due).isEqualTo(Samples.TIME.plusSeconds(2).plus(WEEK));

        time = due.minusSeconds(1).minusMillis(1);
        block(List.of());
        assertThat(standing(old)).isEqualTo(Standing.CONTESTED);

        time = due.minusSeconds(1);
        block(List.of());
        assertThat(standing(old)).isEqualTo(Standing.SUPERSEDED);
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
    }

    @Test
    void evidenceInTheBlockThatEndsTheWeekComesTooLate() {
        contest();
        time = time.plus(WEEK);
        evidence(fresh, "d.md", 9900);

        assertThat(standing(old)).isEqualTo(Standing.HELD);
        assertThat(standing(fresh)).isEqualTo(Standing.SUPERSEDED);
    }

    @Test
    void aTieKeepsTheOld() {
        contest();
        for (int i = 0; i < 5; i++) {
            evidence(old, "old" + i, 8000);
            evidence(fresh, "new" + i, 8000);
        }

        assertThat(standing(old)).isEqualTo(Standing.HELD);
        assertThat(standing(fresh)).isEqualTo(Standing.SUPERSEDED);
        assertThat(entry(fresh).supersededBy()).contains(old.commitment());
        assertThat(core.contest(fresh.commitment()).orElseThrow().outcome()).isEqualTo(Contest.Outcome.KEPT);
    }

    @Test
    void theSamePassageCountsOnceHoweverOftenItIsNamed() {
        contest();
        evidence(fresh, "d.md", 9900, 9900);
        evidence(fresh, "d.md", 9900, 9900);
        evidence(old, "d.md", 9900, 9900);
        evidence(fresh, "b.md", 9900, 9900);

        assertThat(core.openContests()).singleElement().satisfies(contest -> {
            assertThat(contest.fresh().votes()).isEqualTo(2);
            assertThat(contest.old().votes()).isZero();
        });
    }

    @Test
    void evidenceForAnotherContestOrNoSideOfThisOneSaysNothing() {
        contest();
        Disclosure stranger = says(port(1), "z.md");
        block(
                List.of(stranger),
                record(
                        NominationItem.Kind.EVIDENCE,
                        stranger,
                        fresh.salt(),
                        List.of(fresh.commitment(), stranger.commitment()),
                        9900));
        Disclosure astray = says(port(25521), "y.md");
        block(
                List.of(astray),
                record(
                        NominationItem.Kind.EVIDENCE,
                        astray,
                        fresh.salt(),
                        List.of(old.commitment(), fresh.commitment()),
                        9900));

        assertThat(core.openContests()).singleElement().satisfies(contest -> assertThat(
                        contest.old().votes() + contest.fresh().votes())
                .isZero());
    }

    @Test
    void aWithdrawnSideStillEndsAContest() {
        contest();
        evidence(old, "c.md", 9900);
        Disclosure gone = says(port(25520), "a.md", "c.md");
        commit(NominationItem.Kind.WITHDRAW, gone, List.of(old.commitment()), 10_000);

        assertThat(standing(old)).isEqualTo(Standing.WITHDRAWN);
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
        time = time.plus(WEEK);
        block(List.of());
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
        assertThat(core.contest(fresh.commitment()).orElseThrow().outcome()).isEqualTo(Contest.Outcome.MOOT);
    }

    @Test
    void aSupersededClaimComesBackOnlyByAChallenge() {
        contest();
        evidence(fresh, "d.md", 9900);
        time = time.plus(WEEK);
        block(List.of());
        commit(NominationItem.Kind.PROMOTE, says(port(25520), "x.md"), List.of(), 9900);
        assertThat(standing(old)).isEqualTo(Standing.SUPERSEDED);

        commit(NominationItem.Kind.CHALLENGE, says(port(25520), "y.md"), List.of(fresh.commitment()), 9900);
        assertThat(standing(old)).isEqualTo(Standing.CONTESTED);
        assertThat(standing(fresh)).isEqualTo(Standing.CONTESTED);
        assertThat(entry(old).supersededBy()).isEmpty();
    }

    @Test
    void aContestIsOpenAgainAfterARestart() {
        contest();
        evidence(fresh, "d.md", 9900);

        LongTermMemoryCore again = newCore();
        chain.forEach(again::on);

        assertThat(again.openContests()).isEqualTo(core.openContests()).hasSize(1);
        assertThat(again.list(0, 10)).isEqualTo(core.list(0, 10));
    }

    @Test
    void whatContradictsHeldMemoryWithoutChallengingItIsQuarantinedAtCommit() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900);
        commit(NominationItem.Kind.PROMOTE, fresh, List.of(), 9900);

        assertThat(standing(old)).isEqualTo(Standing.HELD);
        assertThat(standing(fresh)).isEqualTo(Standing.QUARANTINED);
        assertThat(core.statistics().entries()).containsEntry(Standing.QUARANTINED, 1);
    }

    @Test
    void aQuarantinedClaimIsToldToShortTermMemoryAsSuchAndMayChallenge() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900);
        time = time.plusSeconds(1);
        List<LongTermOutput> told = new ArrayList<>();
        core.on(new LongTermInput.BlockApplied(
                        2, time, List.of(record(NominationItem.Kind.PROMOTE, fresh, List.of(), 9900)), List.of(fresh)))
                .forEach(effect -> {
                    if (effect
                            instanceof dev.darm.world.Effect.Publish<Void, LongTermInput, LongTermOutput>(var output))
                        told.add(output);
                });
        assertThat(told)
                .contains(new LongTermOutput.Quarantined(
                        List.of(fresh.body().claim().id())))
                .noneMatch(LongTermOutput.Promoted.class::isInstance);

        Disclosure challenge = says(port(25521), "c.md");
        core.on(new LongTermInput.BlockApplied(
                3,
                time.plusSeconds(1),
                List.of(record(NominationItem.Kind.CHALLENGE, challenge, List.of(old.commitment()), 9900)),
                List.of(challenge)));
        assertThat(standing(fresh)).isEqualTo(Standing.CONTESTED);
        assertThat(standing(old)).isEqualTo(Standing.CONTESTED);
    }

    @Test
    void whatWasQuarantinedIsHeldWhenItIsPromotedAgainAndNothingSpeaksAgainstIt() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900);
        commit(NominationItem.Kind.PROMOTE, fresh, List.of(), 9900);
        commit(NominationItem.Kind.WITHDRAW, says(port(25520), "a.md"), List.of(old.commitment()), 10_000);
        assertThat(standing(fresh)).isEqualTo(Standing.QUARANTINED);

        commit(NominationItem.Kind.PROMOTE, says(port(25521), "b.md"), List.of(), 9900);
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
    }

    @Test
    void headsThatAreTooUnsureOrTooFarApartDoNotMakeAClaimHeld() {
        Disclosure apart = says(Claim.of("Heads differ on this."), "a.md");
        commit(NominationItem.Kind.PROMOTE, apart, List.of(), 10_000, 10_000, 6_400);
        assertThat(standing(apart)).isEqualTo(Standing.QUARANTINED);

        Disclosure near = says(Claim.of("Heads nearly agree on this."), "a.md");
        commit(NominationItem.Kind.PROMOTE, near, List.of(), 9_900, 6_400, 6_400);
        assertThat(standing(near)).isEqualTo(Standing.HELD);

        Disclosure unsure = says(Claim.of("No head is sure of this."), "a.md");
        commit(NominationItem.Kind.PROMOTE, unsure, List.of(), 5_900, 5_900);
        assertThat(standing(unsure)).isEqualTo(Standing.QUARANTINED);
    }

    @Test
    void anUnsureChallengeOpensNoContest() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900);
        commit(NominationItem.Kind.CHALLENGE, fresh, List.of(old.commitment()), 5_000);

        assertThat(standing(old)).isEqualTo(Standing.HELD);
        assertThat(standing(fresh)).isEqualTo(Standing.QUARANTINED);
        assertThat(core.openContests()).isEmpty();
    }

    private void forget(Disclosure... bodies) {
        block(List.of());
        LongTermInput.Forgotten tombstone = tombstone(
                chain.size(),
                time,
                Arrays.stream(bodies).map(Disclosure::commitment).sorted().toList());
        tombstones.add(tombstone);
        core.on(tombstone);
    }

    private static LongTermInput.Forgotten tombstone(long height, Instant time, List<Hash> commitments) {
        return new LongTermInput.Forgotten(
                height,
                time,
                List.of(new ForgetRequest(
                        "a", Samples.key(1).publicKey(), Samples.TIME, 0, ForgetRequest.Reason.LEGAL, commitments)));
    }

    @Test
    void anOpenContestEndsWithTheTombstoneOfItsChallengerAndTheOldSideIsHeld() {
        contest();
        evidence(fresh, "d.md", 9900, 9900);

        forget(fresh);

        assertThat(core.contest(fresh.commitment()).orElseThrow().outcome()).isEqualTo(Contest.Outcome.MOOT);
        assertThat(standing(old)).isEqualTo(Standing.HELD);
        time = time.plus(WEEK);
        block(List.of());
        assertThat(standing(old))
                .as("the votes for what is forgotten decide no more")
                .isEqualTo(Standing.HELD);
    }

    @Test
    void anOpenContestEndsWithTheTombstoneOfWhatItChallengesAndTheChallengerIsHeld() {
        contest();
        evidence(old, "c.md", 9900, 9900);

        forget(old);

        assertThat(core.contest(fresh.commitment()).orElseThrow().outcome()).isEqualTo(Contest.Outcome.MOOT);
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
        time = time.plus(WEEK);
        block(List.of());
        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
    }

    @Test
    void whatAContestDecidedStaysDecidedWhenTheWinnerIsForgotten() {
        contest();
        evidence(fresh, "d.md", 9900);
        time = time.plus(WEEK);
        block(List.of());
        assertThat(standing(old)).isEqualTo(Standing.SUPERSEDED);

        forget(core.factsOf(fresh.body().claim().id()));

        assertThat(core.find(fresh.body().claim().id())).isEmpty();
        assertThat(standing(old)).isEqualTo(Standing.SUPERSEDED);
        assertThat(entry(old).supersededBy()).contains(fresh.commitment());
    }

    @Test
    void forgottenEvidenceStillCountsForItsSideButNamesNoSource() {
        contest();
        Disclosure further = says(fresh.body().claim(), "d.md");
        block(
                List.of(further),
                record(
                        NominationItem.Kind.EVIDENCE,
                        further,
                        fresh.salt(),
                        List.of(fresh.commitment(), fresh.commitment()),
                        9900));

        forget(further);

        assertThat(core.openContests().getFirst().fresh().votes()).isEqualTo(1);
        assertThat(entry(fresh).sources()).extracting(SourceRef::uri).containsExactly("b.md");
    }

    @Test
    void aChallengeOfWhatIsForgottenByThenOpensNoContest() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900, 9900, 9900);
        forget(old);

        commit(NominationItem.Kind.CHALLENGE, fresh, List.of(old.commitment()), 9900, 9900, 9900);

        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
        assertThat(core.openContests()).isEmpty();
    }

    @Test
    void whatWasQuarantinedForAForgottenClaimIsHeld() {
        commit(NominationItem.Kind.PROMOTE, old, List.of(), 9900, 9900, 9900);
        commit(NominationItem.Kind.PROMOTE, fresh, List.of(), 9900, 9900, 9900);
        assertThat(standing(fresh)).isEqualTo(Standing.QUARANTINED);

        forget(old);

        assertThat(standing(fresh)).isEqualTo(Standing.HELD);
    }

    private void forget(Collection<Hash> commitments) {
        block(List.of());
        LongTermInput.Forgotten tombstone = tombstone(chain.size(), time, List.copyOf(commitments));
        tombstones.add(tombstone);
        core.on(tombstone);
    }

    /** Whatever order bodies arrive in, and whenever, the same chain gives the same entries and contests. */
    @Property(tries = 300)
    void theOrderOfBodiesDoesNotMatter(@ForAll long seed) {
        new ContestTest().deliverInAnotherOrder(new Random(seed), 0);
    }

    /** A node that had the bodies before they were forgotten ends where one does that never got them. */
    @Property(tries = 500)
    void whoeverKnewWhatIsForgottenEndsLikeOneWhoNeverDid(@ForAll long seed) {
        new ContestTest().deliverInAnotherOrder(new Random(seed), 5);
    }

    private void deliverInAnotherOrder(Random random, int oneInForgotten) {
        List<Disclosure> bodies = new ArrayList<>();
        List<Disclosure> forgotten = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            int kind = bodies.isEmpty() ? 0 : random.nextInt(5);
            Disclosure other = bodies.isEmpty() ? old : bodies.get(random.nextInt(bodies.size()));
            Disclosure third = bodies.isEmpty() ? old : bodies.get(random.nextInt(bodies.size()));
            Disclosure body = says(port(random.nextInt(3)), "u" + random.nextInt(6));
            int[] scores = random.ints(1 + random.nextInt(3), 5_900, 10_001).toArray();
            time = time.plusSeconds(random.nextInt(4) * 86_400L);
            List<Hash> targets =
                    switch (kind) {
                        case 0 -> List.of();
                        case 3 -> List.of(other.commitment(), third.commitment());
                        default -> List.of(other.commitment());
                    };
            NominationItem.Kind[] kinds = {
                NominationItem.Kind.PROMOTE,
                NominationItem.Kind.WITHDRAW,
                NominationItem.Kind.CHALLENGE,
                NominationItem.Kind.EVIDENCE,
                NominationItem.Kind.CHALLENGE
            };
            block(List.of(body), record(kinds[kind], body, other.salt(), targets, scores));
            bodies.add(body);
            if (oneInForgotten == 0 || random.nextInt(oneInForgotten) > 0) continue;
            Disclosure gone = bodies.get(random.nextInt(bodies.size()));
            if (random.nextBoolean()) forget(gone);
            else if (!core.factsOf(gone.body().claim().id()).isEmpty())
                forget(core.factsOf(gone.body().claim().id()));
        }
        time = time.plus(WEEK);
        block(List.of());
        for (Disclosure body : bodies) if (core.forgottenAt(body.commitment()).isPresent()) forgotten.add(body);

        LongTermMemoryCore late = newCore();
        List<Disclosure> sent = new ArrayList<>(bodies);
        if (random.nextBoolean()) sent.removeAll(forgotten);
        deliver(late, sent, random);

        assertThat(late.list(0, 100)).isEqualTo(core.list(0, 100));
        assertThat(late.statistics()).isEqualTo(core.statistics());
        for (Disclosure body : bodies) {
            assertThat(late.contest(body.commitment())).isEqualTo(core.contest(body.commitment()));
            assertThat(late.find(body.commitment())).isEqualTo(core.find(body.commitment()));
        }
        assertThat(core.list(0, 100).values()).noneMatch(entry -> forgotten.stream()
                .anyMatch(body -> body.commitment().equals(entry.commitment())));
    }

    private void deliver(LongTermMemoryCore late, List<Disclosure> bodies, Random random) {
        Collections.shuffle(bodies, random);
        int next = 0;
        for (LongTermInput.BlockApplied block : chain) {
            late.on(new LongTermInput.BlockApplied(block.height(), block.time(), block.records(), List.of()));
            for (LongTermInput.Forgotten tombstone : tombstones)
                if (tombstone.height() == block.height()) late.on(tombstone);
            while (next < bodies.size() && random.nextBoolean())
                late.on(new LongTermInput.BodiesSent(List.of(bodies.get(next++))));
        }
        late.on(new LongTermInput.BodiesSent(bodies));
    }
}
