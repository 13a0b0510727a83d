package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.world.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StmCoreTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String PORT = "Artery listens on port 25520.";

    private MemorySettings settings = Memories.settings("short-term { capacity = 20, shards = 2 }");
    private StmCore core = new StmCore(settings);
    private final List<StmEvent> stored = new ArrayList<>();
    private final List<MemoryNews> news = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Whatever a test did: what was stored gives the same shard again, and its bounds hold. */
    @AfterEach
    void whatWasStoredRebuildsTheShard() {
        StmCore again = new StmCore(settings);
        stored.forEach(again::apply);
        assertThat(durable(again)).isEqualTo(durable(core));
        assertThat(StmCore.of(settings, core.snapshot()).snapshot().bytes())
                .isEqualTo(core.snapshot().bytes());
        assertThat(core.entries()).hasSizeLessThanOrEqualTo(settings.shortTerm().shardCapacity());
    }

    @Test
    void aNewClaimIsTakenInAndAnnounced() {
        assertThat(remember(Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.PROMOTED_TO_STM);

        StmEntry entry = entry(PORT);
        assertThat(entry.state()).isEqualTo(StmEntry.State.PENDING);
        assertThat(entry.sources()).containsExactly(Memories.source("a.md"));
        assertThat(entry.remaining(0)).isEqualTo(Duration.ofHours(24));
        assertThat(news).singleElement().isInstanceOf(MemoryNews.Remembered.class);
    }

    @Test
    void nothingIsSaidBeforeItIsStored() {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = core.on(
                new StmRequest.Remember(
                        List.of(Memories.candidate(PORT, "a.md"), Memories.candidate("Blocks hold votes.", "a.md")), 7),
                now);

        List<Boolean> persists =
                effects.stream().map(Effect.Persist.class::isInstance).toList();
        assertThat(persists).containsExactly(true, true, false, false, false);
        assertThat(core.entries()).isEmpty();
    }

    @Test
    void anUnsureClaimStaysInTheBuffer() {
        StmCandidate sure = Memories.candidate(PORT, "a.md");
        ExtractedClaim unsure = new ExtractedClaim(sure.claim().claim(), Memories.source("a.md"), "", 0.4, 0.05);

        assertThat(remember(new StmCandidate(unsure, sure.vector(), 0.9, Memories.GROUNDED, 0, List.of())))
                .containsExactly(StmReply.Kind.HELD_IN_EB);
        assertThat(stored).isEmpty();
    }

    @Test
    void aContradictionIsRefusedUnlessThisNodeHasItsOwnEvidence() {
        StmCandidate plain = Memories.candidate(PORT, "a.md");
        Hash rival = Hash.of("rival");
        StmCandidate hearsay =
                new StmCandidate(plain.claim(), plain.vector(), 0.7, Memories.UNGROUNDED, 0.9, List.of(rival));
        StmCandidate evident =
                new StmCandidate(plain.claim(), plain.vector(), 0.7, Memories.GROUNDED, 0.9, List.of(rival));

        assertThat(remember(hearsay)).containsExactly(StmReply.Kind.CONTRADICTED);
        assertThat(remember(evident)).containsExactly(StmReply.Kind.PROMOTED_TO_STM);
        assertThat(entry(PORT).contestedWith()).containsExactly(rival);
    }

    @Test
    void theSameClaimFromTheSameSourceDoesNothing() {
        remember(Memories.candidate(PORT, "a.md"));

        assertThat(remember(Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.MERGED);
        assertThat(stored).hasSize(1);
    }

    @Test
    void theSameClaimFromAnotherSourceReinforcesItAndExtendsItsLife() {
        remember(Memories.candidate(PORT, "a.md", 0.6));
        reachable(Duration.ofHours(3));
        StmEntry before = entry(PORT);

        assertThat(remember(Memories.candidate(PORT, "b.md", 0.6))).containsExactly(StmReply.Kind.MERGED);

        StmEntry after = entry(PORT);
        assertThat(after.sources()).containsExactly(Memories.source("a.md"), Memories.source("b.md"));
        assertThat(after.salience()).isGreaterThan(before.salience());
        assertThat(after.confidence()).isGreaterThan(before.confidence()).isLessThanOrEqualTo(1);
        assertThat(after.expiresMillis()).isGreaterThan(before.expiresMillis());
        assertThat(after.origins()).isEqualTo(2);
    }

    @Test
    void anotherWordingOfOneStatementReinforcesItAsAnEcho() {
        remember(Memories.candidate(PORT, "a.md"));

        assertThat(remember(Memories.candidate("Artery listens on the port 25520", "b.md")))
                .containsExactly(StmReply.Kind.MERGED);

        assertThat(core.entries()).hasSize(1);
        assertThat(entry(PORT).sources()).containsExactly(Memories.source("a.md"));
        assertThat(entry(PORT).echoes()).containsExactly(Memories.source("b.md"));
        assertThat(entry(PORT).origins()).isEqualTo(2);
    }

    @Test
    void anotherWordingWhoseVectorLiesFarIsItsOwnEntry() {
        remember(Memories.candidate(PORT, "a.md"));
        StmCandidate far = Memories.candidate("Artery listens on the port 25520", "b.md");

        assertThat(remember(
                        new StmCandidate(far.claim(), Memories.vector("zzz"), 0.6, Memories.GROUNDED, 0, List.of())))
                .containsExactly(StmReply.Kind.PROMOTED_TO_STM);
    }

    @Test
    void anotherNumberOrANegationNeverMergesHoweverNearTheVectors() {
        Embedding same = Memories.vector(PORT);
        for (String text : List.of(PORT, "Artery listens on port 25521.", "Artery listens not on port 25520.")) {
            StmCandidate candidate =
                    new StmCandidate(Memories.read(text, text), same, 0.6, Memories.GROUNDED, 0, List.of());
            assertThat(remember(candidate)).containsExactly(StmReply.Kind.PROMOTED_TO_STM);
        }
        assertThat(core.entries()).hasSize(3);
    }

    @Test
    void aBatchSeesWhatItHasDoneItself() {
        assertThat(remember(
                        Memories.candidate(PORT, "a.md"),
                        Memories.candidate(PORT, "b.md"),
                        Memories.candidate(PORT, "b.md")))
                .containsExactly(StmReply.Kind.PROMOTED_TO_STM, StmReply.Kind.MERGED, StmReply.Kind.MERGED);
        assertThat(stored).hasSize(2);
        assertThat(entry(PORT).sources()).hasSize(2);
    }

    @Test
    void onlyOldEnoughAndSalientEnoughEntriesAreNominableThoseWithPriorityFirst() {
        remember(Memories.candidate("old and plain", "a.md", 0.6));
        now = now.plusSeconds(30);
        remember(Memories.candidate("old and urgent", "a.md", 0.8), Memories.candidate("dull", "a.md", 0.54));
        now = now.plusSeconds(60);
        remember(Memories.candidate("young and urgent", "a.md", 0.9));

        assertThat(texts(core.nominable(10, MINUTE, now))).containsExactly("old and urgent", "old and plain");
        assertThat(texts(core.nominable(1, MINUTE, now))).containsExactly("old and urgent");
        assertThat(texts(core.nominable(10, Duration.ZERO, now))).startsWith("old and urgent", "young and urgent");
    }

    @Test
    void aNominatedEntryIsNotNominatedAgainUntilItsBallotFailsOrIsForgotten() {
        remember(Memories.candidate(PORT, "a.md"));
        mark(StmEntry.State.VOTING);
        assertThat(nominable()).isEmpty();

        mark(StmEntry.State.PENDING);
        assertThat(nominable()).hasSize(1);

        mark(StmEntry.State.VOTING);
        now = now.plus(settings.shortTerm().votingTimeout());
        perform(new StmRequest.Tick(false));
        assertThat(nominable()).hasSize(1);
    }

    @Test
    void aRejectedEntryComesBackAfterABackOffThreeTimesAndThenIsGone() {
        remember(Memories.candidate(PORT, "a.md"));
        for (int time = 1; time <= 3; time++) {
            mark(StmEntry.State.REJECTED);
            assertThat(entry(PORT).retries()).isEqualTo(time);
            perform(new StmRequest.Tick(false));
            assertThat(nominable()).isEmpty();

            now = now.plus(settings.shortTerm().backOff());
            perform(new StmRequest.Tick(false));
            assertThat(nominable()).hasSize(1);
        }

        mark(StmEntry.State.REJECTED);

        assertThat(core.entries()).isEmpty();
        assertThat(news).last().isEqualTo(new MemoryNews.Forgotten(id(PORT)));
    }

    @Test
    void aRejectionSaidTwiceCountsOnce() {
        remember(Memories.candidate(PORT, "a.md"));
        mark(StmEntry.State.REJECTED);
        mark(StmEntry.State.REJECTED);

        assertThat(entry(PORT).retries()).isEqualTo(1);
    }

    @Test
    void aPromotedEntryIsArchivedAndKnownAgainByItsSource() {
        remember(Memories.candidate(PORT, "a.md"));
        mark(StmEntry.State.CONSENSUS);

        assertThat(core.entries()).isEmpty();
        assertThat(core.counts().archived()).isEqualTo(1);
        assertThat(news).last().isEqualTo(new MemoryNews.Forgotten(id(PORT)));
        assertThat(remember(Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.ALREADY_PROMOTED);
        assertThat(remember(Memories.candidate(PORT, "b.md"))).containsExactly(StmReply.Kind.PROMOTED_TO_STM);
    }

    @Test
    void aPromotedClaimThatItsSourceDroppedAndSaysAgainIsNewAgain() {
        remember(Memories.candidate(PORT, "a.md"));
        mark(StmEntry.State.CONSENSUS);
        core = StmCore.of(settings, core.snapshot());

        perform(new StmRequest.Withdraw(List.of(id(PORT)), "other.md"));
        assertThat(remember(Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.ALREADY_PROMOTED);
        perform(new StmRequest.Withdraw(List.of(id(PORT)), "a.md"));

        assertThat(remember(Memories.candidate(PORT, "a.md"))).containsExactly(StmReply.Kind.PROMOTED_TO_STM);
    }

    @Test
    void aDayWithoutAQuorumExpiresNothingAndADayWithOneDoes() {
        remember(Memories.candidate(PORT, "a.md"));
        for (int i = 0; i < 48 * 60; i++) tick(false, MINUTE);
        assertThat(core.entries()).hasSize(1);
        assertThat(core.counts().clockMillis()).isZero();

        reachable(Duration.ofHours(23));
        assertThat(core.entries()).hasSize(1);

        reachable(Duration.ofMinutes(91));
        assertThat(core.entries()).isEmpty();
        assertThat(stored).filteredOn(StmForgotten.class::isInstance).hasSize(1);
    }

    @Test
    void aWallClockThatJumpsADayDoesNotExpireAnything() {
        remember(Memories.candidate(PORT, "a.md"));
        perform(new StmRequest.Tick(true));
        tick(true, Duration.ofDays(2));
        tick(true, Duration.ofDays(-3));

        assertThat(core.entries()).hasSize(1);
        assertThat(core.counts().clockMillis()).isLessThanOrEqualTo(MINUTE.toMillis());
    }

    @Test
    void feedbackAndReplayRaiseAndLowerSalienceUntilAnEntryIsDropped() {
        remember(Memories.candidate(PORT, "a.md", 0.6));
        reinforce(StmRequest.Signal.APPROVED);
        assertThat(entry(PORT).salience()).isCloseTo(0.66, Offset.offset(1e-9));

        reinforce(StmRequest.Signal.REPLAY_PASSED);
        assertThat(entry(PORT).replays()).isEqualTo(1);
        for (int i = 0; i < 20; i++) reinforce(StmRequest.Signal.REPLAY_PASSED);
        assertThat(entry(PORT).salience()).isEqualTo(1);

        for (int i = 0; i < 20; i++) reinforce(StmRequest.Signal.DISAPPROVED);
        assertThat(core.entries()).isEmpty();
    }

    @Test
    void aSourceThatNoLongerSaysItTakesItsEntryAlongUnlessAnotherSaysItToo() {
        remember(Memories.candidate(PORT, "a.md"), Memories.candidate(PORT, "b.md"));

        perform(new StmRequest.Withdraw(List.of(id(PORT)), "a.md"));
        assertThat(entry(PORT).sources()).containsExactly(Memories.source("b.md"));

        perform(new StmRequest.Withdraw(List.of(id(PORT)), "b.md"));
        assertThat(core.entries()).isEmpty();
    }

    @Test
    void aFullShardLetsTheLeastGoButNothingThatWaitsForTheSwarm() {
        for (int i = 0; i < 8; i++) remember(Memories.candidate("Waiting claim number " + i, "a.md", 0.6));
        remember(Memories.candidate("dull one", "a.md", 0.4), Memories.candidate("duller one", "a.md", 0.36));
        assertThat(core.counts().room()).isZero();

        assertThat(remember(Memories.candidate("even duller", "a.md", 0.35))).containsExactly(StmReply.Kind.NO_ROOM);
        assertThat(remember(Memories.candidate("bright one", "a.md", 0.6)))
                .containsExactly(StmReply.Kind.PROMOTED_TO_STM);
        assertThat(core.find(id("duller one"))).isEmpty();
        assertThat(news).contains(new MemoryNews.Forgotten(id("duller one")));

        assertThat(remember(
                        Memories.candidate("bright two", "a.md", 0.9), Memories.candidate("bright three", "a.md", 0.9)))
                .containsExactly(StmReply.Kind.PROMOTED_TO_STM, StmReply.Kind.NO_ROOM);
    }

    @Test
    void theNearestEntriesAreFoundNearestFirst() {
        remember(
                Memories.candidate("aaaa", "a.md"),
                Memories.candidate("aabb", "a.md"),
                Memories.candidate("cc", "a.md"));

        List<StmCore.Match> found = core.search(Memories.vector("aaab"), 2);

        assertThat(found).extracting(match -> match.entry().claim().text()).containsExactly("aaaa", "aabb");
        assertThat(found.getFirst().cosine()).isGreaterThan(found.get(1).cosine());
        assertThat(core.search(Embedding.unnamed(new float[] {1, 0}), 1)
                        .getFirst()
                        .cosine())
                .isZero();
    }

    @Test
    void vectorsOfAnEarlierEncoderAreNamedAndReplacedWithoutAnEventAndRecallIsTold() {
        StmCore own = new StmCore(Memories.settings());
        StmRequest.Remember both = new StmRequest.Remember(
                List.of(Memories.candidate(PORT, "a.md"), Memories.candidate("The dome is red.", "a.md")), 0);
        for (Effect<StmEvent, StmRequest, StmReply> effect : own.on(both, Instant.EPOCH))
            if (effect instanceof Effect.Persist<StmEvent, StmRequest, StmReply>(StmEvent event)) own.apply(event);
        Embedding next = new Embedding("ngram-32/1", Memories.vector(PORT).vector());
        Hash id = Claim.of(PORT).id();

        assertThat(own.outdated("ngram-32/1", 9)).hasSize(2);
        assertThat(own.outdated("ngram-32/0", 9)).isEmpty();
        List<Effect<StmEvent, StmRequest, StmReply>> effects = own.on(
                new StmRequest.Reembed(new TreeMap<>(Map.of(id, next, Hash.of("unknown"), next))), Instant.EPOCH);

        assertThat(effects).singleElement().satisfies(effect -> {
            assertThat(effect).isInstanceOf(Effect.Publish.class);
            assertThat(effect.toString()).contains("ngram-32/1");
        });
        assertThat(own.find(id).orElseThrow().embedding()).isEqualTo(next);
        assertThat(own.outdated("ngram-32/1", 9)).hasSize(1);
        assertThat(StmCore.of(Memories.settings(), own.snapshot())
                        .find(id)
                        .orElseThrow()
                        .embedding())
                .isEqualTo(next);
        assertThat(own.search(next, 1).getFirst().entry().id()).isEqualTo(id);
    }

    @Test
    void idsThatAreNotHeldArePassedOver() {
        perform(new StmRequest.Mark(List.of(Hash.of("unknown")), StmEntry.State.CONSENSUS));
        perform(new StmRequest.Reinforce(List.of(Hash.of("unknown")), StmRequest.Signal.APPROVED));

        assertThat(stored).isEmpty();
    }

    @Test
    void everyClaimHasOneShardAndAllShardsGetSome() {
        List<Integer> shards = IntStream.range(0, 1000)
                .mapToObj(i -> StmShards.number(Hash.of("claim " + i), 4))
                .toList();

        for (int shard = 0; shard < 4; shard++)
            assertThat(shards.stream().filter(Integer.valueOf(shard)::equals).count())
                    .isBetween(180L, 320L);
    }

    private static List<Integer> durable(StmCore core) {
        StmSnapshot snapshot = core.snapshot();
        List<Integer> hashes = new ArrayList<>();
        for (StmEntry entry : snapshot.entries()) {
            StmEntry still = entry.in(StmEntry.State.PENDING, Instant.EPOCH, entry.retries());
            hashes.add(still.hash().hashCode());
        }
        snapshot.archive().forEach(archived -> hashes.add(archived.hash().hashCode()));
        return hashes;
    }

    private List<StmReply.Kind> remember(StmCandidate... candidates) {
        return perform(new StmRequest.Remember(List.of(candidates), 7)).stream()
                .map(StmReply.Outcome::kind)
                .toList();
    }

    private void mark(StmEntry.State state) {
        perform(new StmRequest.Mark(List.of(id(PORT)), state));
    }

    private void reinforce(StmRequest.Signal signal) {
        perform(new StmRequest.Reinforce(List.of(id(PORT)), signal));
    }

    private void reachable(Duration time) {
        perform(new StmRequest.Tick(true));
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plus(MINUTE)) tick(true, MINUTE);
    }

    private void tick(boolean reachable, Duration later) {
        now = now.plus(later);
        perform(new StmRequest.Tick(reachable));
    }

    private List<StmEntry> nominable() {
        return core.nominable(10, Duration.ZERO, now);
    }

    private List<StmReply.Outcome> perform(StmRequest request) {
        List<StmReply.Outcome> outcomes = new ArrayList<>();
        for (Effect<StmEvent, StmRequest, StmReply> effect : core.on(request, now)) {
            switch (effect) {
                case Effect.Persist<StmEvent, StmRequest, StmReply>(StmEvent event) -> {
                    stored.add(event);
                    core.apply(event);
                }
                case Effect.Send<StmEvent, StmRequest, StmReply>(var to, StmReply reply) -> {
                    if (reply instanceof StmReply.Remembered remembered) outcomes.addAll(remembered.outcomes());
                }
                case Effect.Publish<StmEvent, StmRequest, StmReply>(StmReply reply) -> {
                    if (reply instanceof StmReply.News(MemoryNews told)) news.add(told);
                }
                case Effect.Schedule<StmEvent, StmRequest, StmReply> timer -> throw new AssertionError(timer);
                case Effect.Cancel<StmEvent, StmRequest, StmReply> timer -> throw new AssertionError(timer);
            }
        }
        return outcomes;
    }

    private StmEntry entry(String text) {
        return core.find(id(text)).orElseThrow();
    }

    private static Hash id(String text) {
        return Claim.of(text).id();
    }

    private static List<String> texts(List<StmEntry> entries) {
        return entries.stream().map(entry -> entry.claim().text()).toList();
    }
}
