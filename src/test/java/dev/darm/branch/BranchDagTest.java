package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.branch.BranchDag.Outcome;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BranchDagTest {

    private static final BranchDag.Limits FEW = new BranchDag.Limits(3, 4, 1 << 20, 3);

    private final Author alice = Author.number(1);
    private final Author bob = Author.number(2);
    private final BranchDag dag = new BranchDag(Author.BRANCH, FEW, Archive.NONE);

    @Property(tries = 120)
    void replicasAgreeInWhateverOrderRecordsArrive(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int authors,
            @ForAll @IntRange(max = 2) int forkers) {
        List<SignedRecord> records = Histories.random(seed, authors, Math.min(authors, forkers), 40);

        BranchDag one = Histories.dag(records);
        BranchDag other = Histories.dag(Histories.shuffled(records, seed));

        assertThat(one.size()).isEqualTo(40);
        assertThat(other.waits()).isZero();
        assertThat(other.order()).isEqualTo(one.order());
        assertThat(other.heads()).isEqualTo(one.heads());
        assertThat(other.equivocations()).isEqualTo(one.equivocations());
        assertThat(Merges.of(other)).isEqualTo(Merges.of(one));
        assertThat(Merges.of(other).map(MergeRecord::id))
                .isEqualTo(Merges.of(one).map(MergeRecord::id));
        assertThat(one.equivocations().values()).allMatch(Equivocation::verifies);
    }

    /** Seed 000, property P16. */
    @Property(tries = 40)
    void causalOrderIsAPartialOrderAndTheCanonicalOrderExtendsIt(@ForAll long seed) {
        List<SignedRecord> records = Histories.random(seed, 4, 1, 30);
        BranchDag dag = Histories.dag(records);
        Map<Hash, Set<Hash>> before = new HashMap<>();
        for (SignedRecord record : records) {
            Set<Hash> ancestors = new HashSet<>();
            for (Hash ancestor : record.record().ancestors()) {
                ancestors.add(ancestor);
                ancestors.addAll(before.getOrDefault(ancestor, Set.of()));
            }
            before.put(record.id(), ancestors);
        }

        List<Hash> order = dag.order().stream().map(SignedRecord::id).toList();
        for (int i = 0; i < order.size(); i++)
            for (int j = 0; j < order.size(); j++) {
                boolean precedes = before.getOrDefault(order.get(j), Set.of()).contains(order.get(i));
                assertThat(dag.precedes(order.get(i), order.get(j))).isEqualTo(precedes);
                if (precedes) assertThat(i).isLessThan(j);
            }
        Set<Hash> named = new HashSet<>();
        for (SignedRecord record : records) named.addAll(record.record().ancestors());
        assertThat(dag.heads()).allMatch(head -> !named.contains(head.id()));
        assertThat(dag.heads().size() + named.size()).isEqualTo(order.size());
    }

    @Test
    void aRecordBecomesVisibleWithAllItsAncestors() {
        SignedRecord first = alice.writes(1, "first");
        SignedRecord second = bob.writes(2, "second", first);
        SignedRecord third = alice.writes(3, "third", second);

        assertThat(dag.add(third, "peer"))
                .isEqualTo(new Outcome.Waits(third.record().ancestors()));
        assertThat(dag.add(third, "peer")).isEqualTo(new Outcome.Known());
        assertThat(dag.add(second, "peer")).isEqualTo(new Outcome.Waits(List.of(first.id())));
        assertThat(dag.order()).isEmpty();
        assertThat(dag.add(first, "peer")).isEqualTo(new Outcome.Added(List.of(first, second, third), List.of()));
        assertThat(dag.add(second, "peer")).isEqualTo(new Outcome.Known());
        assertThat(dag.heads()).containsExactly(third);
        assertThat(dag.waits()).isZero();
    }

    @Test
    void onePeerCannotFillTheRoomOfAnother() {
        SignedRecord missing = bob.writes(1, "missing");
        List<SignedRecord> orphans = new ArrayList<>();
        for (int i = 0; i < 6; i++) orphans.add(Author.number(10 + i).writes(2, "orphan", missing));

        for (int i = 0; i < 4; i++) assertThat(dag.add(orphans.get(i), "rude")).isInstanceOf(Outcome.Waits.class);
        assertThat(dag.add(orphans.get(4), "rude"))
                .isEqualTo(new Outcome.Refused("too many records of rude wait for ancestors"));
        assertThat(dag.add(orphans.get(4), "polite")).isInstanceOf(Outcome.Waits.class);
        dag.forgetSource("rude");
        assertThat(dag.waits()).isEqualTo(1);
        assertThat(dag.add(orphans.get(5), "rude")).isInstanceOf(Outcome.Waits.class);
        dag.add(missing, "polite");
        assertThat(dag.order()).containsExactlyInAnyOrder(missing, orphans.get(4), orphans.get(5));
    }

    @Test
    void whatDependsOnARefusedRecordIsRefusedWithIt() {
        SignedRecord first = alice.writes(5, "first");
        SignedRecord early = bob.writes(5, "not later than its parent", first);
        SignedRecord after = Author.number(3).writes(6, "after", early);
        SignedRecord last = Author.number(4).writes(7, "last", after);

        dag.add(last, "peer");
        dag.add(after, "peer");
        dag.add(first, "peer");
        assertThat(dag.add(early, "peer"))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.why())
                        .contains("is not later than its ancestor"));
        assertThat(dag.waits()).isZero();
        assertThat(dag.order()).containsExactly(first);
    }

    @Test
    void aRecordFollowsItsAuthorsOwnByOne() {
        SignedRecord first = alice.writes(1, "first");
        SignedRecord others = bob.writes(2, "other");
        dag.add(first, "peer");
        dag.add(others, "peer");

        for (BranchRecord wrong : List.of(
                BranchRecord.of(
                        Author.BRANCH,
                        alice.id(),
                        2,
                        Optional.of(first.id()),
                        new HybridTime(3),
                        List.of(),
                        0,
                        new byte[0]),
                BranchRecord.of(
                        Author.BRANCH,
                        alice.id(),
                        1,
                        Optional.of(others.id()),
                        new HybridTime(3),
                        List.of(),
                        0,
                        new byte[0])))
            assertThat(dag.add(alice.signed(wrong), "peer"))
                    .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.why())
                            .contains("does not follow"));
        BranchRecord elsewhere =
                BranchRecord.of("other", alice.id(), 0, Optional.empty(), new HybridTime(3), List.of(), 0, new byte[0]);
        assertThat(dag.add(alice.signed(elsewhere), "peer")).isInstanceOf(Outcome.Refused.class);
        assertThat(dag.size()).isEqualTo(2);
    }

    @Test
    void anEquivocatorIsCaughtWithEvidenceThatStandsAlone() {
        SignedRecord first = alice.writes(1, "first");
        Author clone = alice.clone_();
        SignedRecord one = alice.writes(2, "yes");
        SignedRecord other = clone.writes(2, "no");
        dag.add(first, "peer");
        dag.add(one, "peer");

        Outcome outcome = dag.add(other, "peer");

        Equivocation evidence = Equivocation.of(one, other);
        assertThat(outcome).isEqualTo(new Outcome.Added(List.of(other), List.of(evidence)));
        assertThat(dag.equivocations()).isEqualTo(new TreeMap<>(Map.of(alice.id(), evidence)));
        assertThat(evidence.verifies()).isTrue();
        assertThat(new Equivocation(evidence.one(), forged(evidence.other())).verifies())
                .isFalse();
        dag.add(alice.writes(3, "yes again"), "peer");
        dag.add(clone.writes(3, "no again"), "peer");
        assertThat(dag.equivocations()).containsExactly(Map.entry(alice.id(), evidence));
    }

    @Test
    void theEvidenceIsTheSameInWhateverOrderForksCome() {
        SignedRecord first = alice.writes(1, "first");
        List<SignedRecord> forks = new ArrayList<>();
        for (int i = 0; i < 4; i++) forks.add(alice.clone_().writes(2, "fork " + i));
        List<SignedRecord> byId = forks.stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();

        for (int i = 0; i < 12; i++) {
            Collections.shuffle(forks, new Random(i));
            List<SignedRecord> all = new ArrayList<>(forks);
            all.addFirst(first);
            assertThat(Histories.dag(all).equivocations().values())
                    .containsExactly(Equivocation.of(byId.get(0), byId.get(1)));
        }
    }

    /** The record under the signature of somebody who is not its author. */
    private SignedRecord forged(SignedRecord record) {
        BatchSeal theirs = BatchSeal.sign(bob.key, 1, record.seal().root());
        BatchSeal seal = new BatchSeal(record.seal().author(), 1, record.seal().root(), theirs.signature());
        return new SignedRecord(record.record(), seal, record.proof());
    }

    @Test
    void anHonestAuthorsRecordsAreNoEvidence() {
        SignedRecord first = alice.writes(1, "first");
        SignedRecord second = alice.writes(2, "second");
        SignedRecord others = bob.writes(2, "other");

        for (SignedRecord[] pair : new SignedRecord[][] {{first, second}, {first, others}, {first, first}})
            assertThatThrownBy(() -> Equivocation.of(pair[0], pair[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forksBeyondTheLimitAreAcceptedOnlyWhenSomebodyBuiltOnThem() {
        dag.add(alice.writes(1, "first"), "peer");
        List<SignedRecord> forks = new ArrayList<>();
        for (int i = 0; i < 5; i++) forks.add(alice.clone_().writes(2 + i, "fork " + i));
        SignedRecord onFork = bob.writes(20, "built on a fork", forks.get(4));

        for (int i = 0; i < 3; i++) assertThat(dag.add(forks.get(i), "peer")).isInstanceOf(Outcome.Added.class);
        assertThat(dag.add(forks.get(3), "peer")).isInstanceOf(Outcome.Refused.class);
        assertThat(dag.add(forks.get(4), "peer")).isInstanceOf(Outcome.Refused.class);
        assertThat(dag.add(onFork, "peer"))
                .isEqualTo(new Outcome.Waits(List.of(forks.get(4).id())));
        assertThat(dag.add(forks.get(4), "peer"))
                .isEqualTo(new Outcome.Added(List.of(forks.get(4), onFork), List.of()));
    }

    @Test
    void aBranchHasABoundedNumberOfAuthors() {
        for (int i = 0; i < 3; i++) dag.add(Author.number(i + 1).writes(1, "in"), "peer");

        assertThat(dag.add(Author.number(9).writes(1, "out"), "peer")).isInstanceOf(Outcome.Refused.class);
        assertThat(dag.size()).isEqualTo(3);
    }

    @Test
    void aDraftGoesOnFromItsAuthorAndTheOldestHeads() {
        SignedRecord first = alice.writes(1, "first");
        SignedRecord second = bob.writes(2, "second");
        dag.add(first, "peer");
        dag.add(second, "peer");

        BranchRecord draft = dag.draft(alice.id(), new HybridTime(3), 8, 0, new byte[0]);

        assertThat(draft.previous()).contains(first.id());
        assertThat(draft.parents()).containsExactly(second.id());
        assertThat(dag.add(alice.signed(draft), "me")).isInstanceOf(Outcome.Added.class);
        assertThat(dag.heads()).extracting(SignedRecord::id).containsExactly(draft.id());
        assertThat(dag.draft(Author.number(3).id(), new HybridTime(4), 0, 0, new byte[0])
                        .ancestors())
                .isEmpty();
    }

    /** A thin graph a million deep arrives last record first in stretches, and is walked, without recursion. */
    @Test
    void aMillionRecordsDeep() {
        BranchDag deep = new BranchDag(Author.BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        Hash first = Hash.ZERO;
        Hash last = Hash.ZERO;
        List<SignedRecord> stretch = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            BranchRecord record = alice.record(i + 1, 0, new byte[0], List.of());
            if (i == 0) first = record.id();
            last = record.id();
            stretch.add(Author.unsigned(record));
            if (stretch.size() < 4_000) continue;
            Collections.reverse(stretch);
            for (SignedRecord signed : stretch) deep.add(signed, "peer");
            stretch.clear();
        }

        assertThat(deep.size()).isEqualTo(1_000_000);
        assertThat(deep.waits()).isZero();
        assertThat(deep.heads()).hasSize(1);
        assertThat(deep.precedes(first, last)).isTrue();
        assertThat(deep.precedes(last, first)).isFalse();
    }

    @Test
    void tenThousandHeads() {
        BranchDag wide = new BranchDag(Author.BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        SignedRecord root = alice.writes(1, "root");
        wide.add(root, "peer");
        for (int i = 0; i < 10_000; i++) {
            PublicKey author =
                    PublicKey.read(new ByteReader(Hash.of("author " + i).toBytes()));
            BranchRecord head = BranchRecord.of(
                    Author.BRANCH,
                    author,
                    0,
                    Optional.empty(),
                    new HybridTime(2 + i),
                    List.of(root.id()),
                    0x50,
                    new byte[1]);
            wide.add(Author.unsigned(head), "peer");
        }

        assertThat(wide.heads()).hasSize(10_000);
        MergeRecord merge = Merges.of(wide).orElseThrow();
        assertThat(merge.heads()).hasSize(10_000);
        BranchRecord draft = wide.draft(alice.id(), new HybridTime(20_000), 64, 0, new byte[0]);
        wide.add(alice.signed(draft), "me");
        assertThat(wide.heads()).hasSize(10_000 - 64 + 1);
    }

    /** 2 to the power of 20,000 paths lead from the top to the bottom. */
    @Test
    void aLadderOfDiamonds() {
        BranchDag ladder = new BranchDag(Author.BRANCH, BranchDag.Limits.DEFAULT, Archive.NONE);
        List<Hash> last = List.of();
        Hash bottom = Hash.ZERO;
        for (int i = 0; i < 20_000; i++) {
            BranchRecord left = alice.record(i + 1, 0, new byte[0], last);
            BranchRecord right = bob.record(i + 1, 0, new byte[0], last);
            ladder.add(Author.unsigned(left), "peer");
            ladder.add(Author.unsigned(right), "peer");
            if (i == 0) bottom = left.id();
            last = List.of(left.id(), right.id());
        }

        assertThat(ladder.heads()).hasSize(2);
        assertThat(ladder.precedes(bottom, last.getFirst())).isTrue();
        assertThat(ladder.precedes(last.getFirst(), last.getLast())).isFalse();
    }
}
