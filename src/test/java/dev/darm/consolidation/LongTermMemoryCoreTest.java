package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class LongTermMemoryCoreTest {

    private static final int WINDOW = 10;

    private final LongTermMemoryCore core = newCore();
    private int salts;

    private static LongTermMemoryCore newCore() {
        return new LongTermMemoryCore(Samples.rules(WINDOW), 64, Duration.ofSeconds(1));
    }

    private Disclosure says(String text, String... uris) {
        List<SourceRef> sources = new ArrayList<>();
        for (String uri : uris) sources.add(new SourceRef(uri, 1, Hash.of(uri)));
        Collections.sort(sources);
        return new Disclosure(Hash.of("salt " + salts++), new ClaimBody(Claim.of(text), sources, ""));
    }

    private static ConsolidationRecord record(
            NominationItem.Kind kind, Disclosure disclosure, long height, Hash... targets) {
        NominationItem item = new NominationItem(kind, disclosure.commitment(), 7000, List.of(targets));
        return new ConsolidationRecord(
                new Nomination("a", Samples.key(1).publicKey(), Samples.TIME, height, List.of(item)),
                List.of(),
                List.of(new ConsolidationRecord.Passed(0, 9000)),
                Samples.TIME);
    }

    private static List<LongTermOutput> apply(
            LongTermMemoryCore core, List<Disclosure> here, ConsolidationRecord... records) {
        return outputs(
                core.on(new LongTermInput.BlockApplied(core.applied() + 1, Samples.TIME, List.of(records), here)));
    }

    private static List<LongTermOutput> outputs(List<Effect<Void, LongTermInput, LongTermOutput>> effects) {
        List<LongTermOutput> outputs = new ArrayList<>();
        for (Effect<Void, LongTermInput, LongTermOutput> effect : effects) {
            if (effect instanceof Effect.Publish<Void, LongTermInput, LongTermOutput>(LongTermOutput output))
                outputs.add(output);
            if (effect instanceof Effect.Send<Void, LongTermInput, LongTermOutput>(Party to, LongTermOutput output))
                outputs.add(output);
        }
        return outputs;
    }

    @Test
    void anEntryIsToldBeforeItsRecordSoThatVotersForgetInTheRightOrder() {
        Disclosure port = says("The port is 1.", "a.md");
        List<LongTermOutput> told = apply(core, List.of(port), record(NominationItem.Kind.PROMOTE, port, 0));

        assertThat(told.get(0)).isInstanceOf(LongTermOutput.Learned.class);
        assertThat(told.get(1))
                .isEqualTo(
                        new LongTermOutput.Promoted(List.of(port.body().claim().id())));
        assertThat(told.get(2)).isInstanceOf(LongTermOutput.RecordSeen.class);
        assertThat(told.get(3)).isEqualTo(new LongTermOutput.ChainAt(1, true));
    }

    @Test
    void aMissingBodyIsPendingAskedForAndJoinedWhenItComes() {
        Disclosure port = says("The port is 1.", "a.md");
        core.on(new LongTermInput.PeersAre(Set.of("b", "c")));

        List<LongTermOutput> told = apply(core, List.of(), record(NominationItem.Kind.PROMOTE, port, 0));
        assertThat(told).contains(new LongTermOutput.FetchBodies(List.of(port.commitment())));
        assertThat(core.pending()).containsEntry(port.commitment(), 1L);
        assertThat(core.contains(port.body().claim().id())).isFalse();

        Disclosure stray = says("Nobody asked for this.", "a.md");
        List<LongTermOutput> joined = outputs(core.on(new LongTermInput.BodiesSent(List.of(stray, port))));
        assertThat(joined).contains(new LongTermOutput.KeepBodies(List.of(port)));
        assertThat(core.find(port.commitment()).orElseThrow().claim())
                .isEqualTo(port.body().claim());
        assertThat(core.pending()).isEmpty();
        assertThat(core.statistics().total()).isEqualTo(1);
    }

    @Test
    void anotherNodeIsAskedWhenOneDoesNotAnswer() {
        core.on(new LongTermInput.PeersAre(Set.of("b", "c")));
        Disclosure port = says("The port is 1.", "a.md");
        List<String> asked = new ArrayList<>();
        for (Effect<Void, LongTermInput, LongTermOutput> effect : core.on(new LongTermInput.BlockApplied(
                1, Samples.TIME, List.of(record(NominationItem.Kind.PROMOTE, port, 0)), List.of())))
            if (effect instanceof Effect.Send<Void, LongTermInput, LongTermOutput> send)
                asked.add(((Party.Node) send.to()).name());
        for (Effect<Void, LongTermInput, LongTermOutput> effect : core.on(new LongTermInput.AskAgain()))
            if (effect instanceof Effect.Send<Void, LongTermInput, LongTermOutput> send)
                asked.add(((Party.Node) send.to()).name());
        assertThat(asked).containsExactly("b", "c");
    }

    @Test
    void aClaimPromotedAgainGainsSourcesAndKeepsItsPlace() {
        Disclosure first = says("The port is 1.", "a.md");
        Disclosure again = says("The port is 1.", "b.md");
        apply(core, List.of(first), record(NominationItem.Kind.PROMOTE, first, 0));
        apply(core, List.of(again), record(NominationItem.Kind.PROMOTE, again, 0));

        LongTermEntry entry = core.find(again.commitment()).orElseThrow();
        assertThat(entry.commitment()).isEqualTo(first.commitment());
        assertThat(entry.sources()).extracting(SourceRef::uri).containsExactly("a.md", "b.md");
        assertThat(core.list(0, 10)).hasSize(1);
    }

    @Test
    void anEntryIsWithdrawnWithItsLastSourceAndHeldAgainWithANewOne() {
        Disclosure claim = says("The port is 1.", "a.md", "b.md");
        apply(core, List.of(claim), record(NominationItem.Kind.PROMOTE, claim, 0));
        Disclosure goneA = says("The port is 1.", "a.md");
        apply(core, List.of(goneA), record(NominationItem.Kind.WITHDRAW, goneA, 0, claim.commitment()));
        assertThat(core.find(claim.commitment()).orElseThrow().sources())
                .extracting(SourceRef::uri)
                .containsExactly("b.md");

        Disclosure goneB = says("The port is 1.", "b.md");
        apply(core, List.of(goneB), record(NominationItem.Kind.WITHDRAW, goneB, 0, claim.commitment()));
        assertThat(core.find(claim.commitment()).orElseThrow().standing()).isEqualTo(Standing.WITHDRAWN);

        Disclosure back = says("The port is 1.", "c.md");
        apply(core, List.of(back), record(NominationItem.Kind.PROMOTE, back, 0));
        LongTermEntry entry = core.find(claim.commitment()).orElseThrow();
        assertThat(entry.standing()).isEqualTo(Standing.HELD);
        assertThat(entry.sources()).extracting(SourceRef::uri).containsExactly("c.md");
    }

    @Test
    void aRecordCountsOnceAndNotAfterItsWindow() {
        Disclosure late = says("Too late.", "a.md");
        for (int i = 0; i < WINDOW; i++) apply(core, List.of());
        List<LongTermOutput> told = apply(core, List.of(late), record(NominationItem.Kind.PROMOTE, late, 0));
        assertThat(told)
                .contains(new LongTermOutput.RecordSeen(
                        record(NominationItem.Kind.PROMOTE, late, 0)
                                .nomination()
                                .id(),
                        WINDOW + 1,
                        false));
        assertThat(core.find(late.commitment())).isEmpty();

        Disclosure claim = says("In time.", "a.md");
        ConsolidationRecord record = record(NominationItem.Kind.PROMOTE, claim, WINDOW);
        apply(core, List.of(claim), record);
        assertThat(apply(core, List.of(claim), record)).containsExactly(new LongTermOutput.ChainAt(WINDOW + 3, true));
        assertThat(core.statistics().records()).isEqualTo(2);
    }

    @Test
    void statisticsAreDueWhenEnoughWasPromotedAndInEffectWhenABlockSaysSo() {
        LongTermMemoryCore small =
                new LongTermMemoryCore(Samples.rules(1000, new Growth(5_000, 2)), 64, Duration.ofSeconds(1));
        Disclosure one = says("one", "u");
        Disclosure two = says("two", "u");
        apply(small, List.of(one), record(NominationItem.Kind.PROMOTE, one, 0));
        List<LongTermOutput> second = apply(small, List.of(two), record(NominationItem.Kind.PROMOTE, two, 0));
        Edition.Due due = new Edition.Due(1, CorpusStatistics.PRIOR.hash(), 2);
        assertThat(second).contains(new LongTermOutput.StatisticsDue(due));
        assertThat(small.recent()).contains(new LongTermOutput.StatisticsDue(due));

        CorpusStatistics learned =
                CorpusStatistics.learned(1, small.textsUpTo(2).orElseThrow());
        StatisticsRecord record = new StatisticsRecord(Edition.of(due, learned), learned, List.of());
        apply(small, List.of());
        List<LongTermOutput> third = outputs(small.on(new LongTermInput.StatisticsCommitted(record)));

        assertThat(third).containsExactly(new LongTermOutput.StatisticsInEffect(learned));
        assertThat(small.recent()).contains(new LongTermOutput.StatisticsInEffect(learned));
        assertThat(small.recent()).noneMatch(LongTermOutput.StatisticsDue.class::isInstance);
    }

    @Test
    void aTombstoneMakesStatisticsDueAnewWithoutWhatIsForgotten() {
        LongTermMemoryCore small =
                new LongTermMemoryCore(Samples.rules(1000, new Growth(5_000, 2)), 64, Duration.ofSeconds(1));
        Disclosure one = says("one", "u");
        Disclosure two = says("two", "u");
        apply(small, List.of(one), record(NominationItem.Kind.PROMOTE, one, 0));
        apply(small, List.of(two), record(NominationItem.Kind.PROMOTE, two, 0));
        CorpusStatistics withBoth =
                CorpusStatistics.learned(1, small.textsUpTo(2).orElseThrow());
        StatisticsRecord tooLate = new StatisticsRecord(
                Edition.of(new Edition.Due(1, CorpusStatistics.PRIOR.hash(), 2), withBoth), withBoth, List.of());

        List<LongTermOutput> told = forget(small, one.commitment());

        Edition.Due due = new Edition.Due(1, CorpusStatistics.PRIOR.hash(), 3);
        assertThat(told).contains(new LongTermOutput.StatisticsDue(due));
        assertThat(small.textsUpTo(2)).as("can no longer be learned alike").isEmpty();
        assertThat(small.textsUpTo(3)).contains(List.of("two"));
        apply(small, List.of());
        assertThat(outputs(small.on(new LongTermInput.StatisticsCommitted(tooLate))))
                .isEmpty();
        CorpusStatistics without =
                CorpusStatistics.learned(1, small.textsUpTo(3).orElseThrow());
        StatisticsRecord record = new StatisticsRecord(Edition.of(due, without), without, List.of());
        assertThat(outputs(small.on(new LongTermInput.StatisticsCommitted(record))))
                .containsExactly(new LongTermOutput.StatisticsInEffect(without));
    }

    @Test
    void whatIsPromotedAfterItsTombstoneIsAskedOfNobody() {
        Disclosure early = says("too early", "u");
        core.on(new LongTermInput.PeersAre(Set.of("b", "c")));
        forget(core, early.commitment());

        List<LongTermOutput> told = apply(core, List.of(), record(NominationItem.Kind.PROMOTE, early, 0));

        assertThat(told).noneMatch(LongTermOutput.FetchBodies.class::isInstance);
        assertThat(core.pending()).isEmpty();
    }

    /** Whatever order bodies arrive in, the same chain gives the same entries. */
    @Property(tries = 200)
    void theOrderOfBodiesDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        List<ConsolidationRecord> chain = new ArrayList<>();
        List<Disclosure> bodies = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Disclosure body = says("claim " + random.nextInt(4), "u" + random.nextInt(3));
            List<Hash> known = bodies.stream().map(Disclosure::commitment).toList();
            int kind = known.isEmpty() ? 0 : random.nextInt(3);
            chain.add(
                    kind == 0
                            ? record(NominationItem.Kind.PROMOTE, body, 0)
                            : record(
                                    kind == 1 ? NominationItem.Kind.WITHDRAW : NominationItem.Kind.CHALLENGE,
                                    body,
                                    0,
                                    known.get(random.nextInt(known.size()))));
            bodies.add(body);
        }
        LongTermMemoryCore inOrder = new LongTermMemoryCore(Samples.rules(1000), 64, Duration.ofSeconds(1));
        Optional<List<String>> inTime = Optional.empty();
        for (int i = 0; i < chain.size(); i++) {
            apply(inOrder, List.of(bodies.get(i)), chain.get(i));
            if (inOrder.applied() == 7) inTime = inOrder.textsUpTo(7);
        }

        LongTermMemoryCore shuffled = new LongTermMemoryCore(Samples.rules(1000), 64, Duration.ofSeconds(1));
        for (ConsolidationRecord record : chain) apply(shuffled, List.of(), record);
        Collections.shuffle(bodies, random);
        assertThat(shuffled.textsUpTo(7)).isEmpty();
        for (Disclosure body : bodies) shuffled.on(new LongTermInput.BodiesSent(List.of(body)));
        assertThat(CorpusStatistics.learned(1, shuffled.textsUpTo(7).orElseThrow()))
                .as("what is learned up to a height, then or later, whatever came when")
                .isEqualTo(CorpusStatistics.learned(1, inTime.orElseThrow()));

        assertThat(shuffled.list(0, 100)).isEqualTo(inOrder.list(0, 100));
        assertThat(shuffled.statistics()).isEqualTo(inOrder.statistics());
    }

    private static List<LongTermOutput> forget(LongTermMemoryCore core, Hash... commitments) {
        apply(core, List.of());
        List<Hash> sorted = List.of(commitments).stream().sorted().toList();
        ForgetRequest request = new ForgetRequest(
                "a", Samples.key(1).publicKey(), Samples.TIME, 0, ForgetRequest.Reason.REQUESTED, sorted);
        return outputs(core.on(new LongTermInput.Forgotten(core.applied(), Samples.TIME, List.of(request))));
    }

    @Test
    void whatIsForgottenIsErasedBeforeItsKeyIsDestroyedAndItsBodyIsNotTakenAgain() {
        Disclosure port = says("The port is 1.", "a.md");
        apply(core, List.of(port), record(NominationItem.Kind.PROMOTE, port, 0));

        List<LongTermOutput> told = forget(core, port.commitment());

        Hash claimId = port.body().claim().id();
        assertThat(told.get(0)).isEqualTo(new LongTermOutput.Erased(port.commitment(), claimId));
        assertThat(told.get(1)).isEqualTo(new LongTermOutput.DestroyBodies(List.of(port.commitment()), Samples.TIME));
        assertThat(told.get(2)).isInstanceOf(LongTermOutput.TombstoneSeen.class);
        assertThat(outputs(core.on(new LongTermInput.BodiesSent(List.of(port)))))
                .isEmpty();
        assertThat(core.contains(claimId)).isFalse();
        assertThat(core.find(port.commitment())).isEmpty();
        assertThat(core.forgottenAt(port.commitment())).contains(2L);
        assertThat(core.factsOf(claimId)).isEmpty();
        assertThat(core.statistics().forgotten()).isEqualTo(1);
    }

    @Test
    void aNodeThatCatchesUpWithoutTheBodyDestroysItsKeyAndAsksNobodyForIt() {
        Disclosure port = says("The port is 1.", "a.md");
        apply(core, List.of(), record(NominationItem.Kind.PROMOTE, port, 0));
        assertThat(core.pending()).hasSize(1);

        assertThat(forget(core, port.commitment()))
                .contains(new LongTermOutput.DestroyBodies(List.of(port.commitment()), Samples.TIME));

        assertThat(core.pending()).isEmpty();
    }

    @Test
    void aClaimThatAnotherBodyStillSaysStaysUnderThatOnesCommitment() {
        Disclosure first = says("The port is 1.", "a.md");
        Disclosure second = says("The port is 1.", "b.md");
        apply(core, List.of(first), record(NominationItem.Kind.PROMOTE, first, 0));
        apply(core, List.of(second), record(NominationItem.Kind.PROMOTE, second, 1));
        Hash claimId = first.body().claim().id();
        assertThat(core.factsOf(claimId)).containsExactlyInAnyOrder(first.commitment(), second.commitment());

        forget(core, first.commitment());

        assertThat(core.find(claimId).orElseThrow().commitment()).isEqualTo(second.commitment());
        assertThat(core.find(claimId).orElseThrow().sources())
                .isEqualTo(second.body().sources());
        forget(core, second.commitment());
        assertThat(core.list(0, 10)).isEmpty();
    }

    @Test
    void forgettingOneSideOfAContestEndsIt() {
        Disclosure old = says("The port is 1.", "a.md");
        Disclosure corrected = says("The port is 2.", "b.md");
        apply(core, List.of(old), record(NominationItem.Kind.PROMOTE, old, 0));
        apply(core, List.of(corrected), record(NominationItem.Kind.CHALLENGE, corrected, 1, old.commitment()));
        assertThat(core.find(corrected.commitment()).orElseThrow().standing()).isEqualTo(Standing.CONTESTED);

        forget(core, old.commitment());

        assertThat(core.find(corrected.commitment()).orElseThrow().standing()).isEqualTo(Standing.HELD);
    }
}
