package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BranchHeadsTest {

    private static Head head(long sequence, int root) {
        return new Head(sequence, Hash.of("root " + root), sequence * 10);
    }

    /** Three replicas of one entry that change it in random ways and hear each other's deltas and states. */
    private static List<BranchHeads> histories(Random random, List<BranchHeads> deltas) {
        List<BranchHeads> replicas = new ArrayList<>(Collections.nCopies(3, BranchHeads.EMPTY));
        for (int step = 0; step < 30; step++) {
            int at = random.nextInt(3);
            BranchHeads state = replicas.get(at);
            String branch = "b" + random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0 -> state = state.retire(branch);
                case 1 -> state = state.mergeData(replicas.get(random.nextInt(3)));
                case 2 -> {
                    if (!deltas.isEmpty()) state = state.mergeDeltaData(deltas.get(random.nextInt(deltas.size())));
                }
                default ->
                    state = state.put(branch, head(state.floor(branch) + 1 + random.nextInt(3), random.nextInt(4)));
            }
            state.deltaData().ifPresent(deltas::add);
            replicas.set(at, state.resetDelta());
        }
        return replicas;
    }

    @Property(tries = 400)
    void theJoinIsCommutativeAssociativeAndIdempotent(@ForAll long seed) {
        List<BranchHeads> states = histories(new Random(seed), new ArrayList<>());
        BranchHeads a = states.get(0);
        BranchHeads b = states.get(1);
        BranchHeads c = states.get(2);

        assertThat(a.mergeData(b)).isEqualTo(b.mergeData(a));
        assertThat(a.mergeData(b).mergeData(c)).isEqualTo(a.mergeData(b.mergeData(c)));
        assertThat(a.mergeData(a)).isEqualTo(a);
        assertThat(a.mergeData(b).mergeData(b)).isEqualTo(a.mergeData(b));
        assertThat(a.mergeData(BranchHeads.EMPTY)).isEqualTo(a);
        assertThat(a.mergeData(b).bytes()).isEqualTo(b.mergeData(a).bytes());
    }

    @Property(tries = 400)
    void deltasInAnyOrderAndRepeatedAreTheWholeState(@ForAll long seed) {
        Random random = new Random(seed);
        List<BranchHeads> deltas = new ArrayList<>();
        List<BranchHeads> states = histories(random, deltas);
        BranchHeads whole = states.get(0).mergeData(states.get(1)).mergeData(states.get(2));

        List<BranchHeads> arriving = new ArrayList<>(deltas);
        for (BranchHeads delta : deltas) if (random.nextInt(3) == 0) arriving.add(delta);
        Collections.shuffle(arriving, random);
        BranchHeads heard = BranchHeads.EMPTY;
        for (BranchHeads delta : arriving) heard = heard.mergeDeltaData(delta);

        assertThat(heard).isEqualTo(whole);
        assertThat(deltas).allMatch(delta -> delta.deltaSize() == 1);
    }

    @Property(tries = 200)
    void nothingUpToAFloorComesBack(@ForAll long seed) {
        Random random = new Random(seed);
        List<BranchHeads> deltas = new ArrayList<>();
        BranchHeads state = BranchHeads.EMPTY;
        for (BranchHeads one : histories(random, deltas)) state = state.mergeData(one);
        BranchHeads retired = state;
        for (String branch : state.branches()) retired = retired.retire(branch);

        BranchHeads later = retired;
        Collections.shuffle(deltas, random);
        for (BranchHeads old : deltas) later = later.mergeData(old);

        assertThat(later).isEqualTo(retired);
        for (String branch : later.branches()) assertThat(later.heads(branch)).isEmpty();
    }

    @Test
    void theHigherSequenceWinsAndTwoOfOneSequenceStandAsEvidence() {
        BranchHeads one = BranchHeads.EMPTY.put("b", head(3, 1));
        BranchHeads older = BranchHeads.EMPTY.put("b", head(2, 2));
        BranchHeads other = BranchHeads.EMPTY.put("b", head(3, 2));

        assertThat(one.mergeData(older).heads("b")).containsExactly(head(3, 1));
        assertThat(one.mergeData(other).heads("b")).containsExactlyInAnyOrder(head(3, 1), head(3, 2));
        assertThat(one.mergeData(other).contested()).containsExactly("b");
        assertThat(one.mergeData(other).put("b", head(4, 1)).contested()).isEmpty();
    }

    @Test
    void aRetiredBranchOpensAgainAboveItsFloor() {
        BranchHeads retired = BranchHeads.EMPTY.put("b", head(5, 1)).retire("b");

        assertThat(retired.heads("b")).isEmpty();
        assertThatThrownBy(() -> retired.put("b", head(5, 2)))
                .hasMessage("the branch b was retired at 5; a head needs a higher sequence than that, not 5");
        assertThat(retired.put("b", head(6, 2)).heads("b")).containsExactly(head(6, 2));
        assertThat(BranchHeads.EMPTY.retire("b")).isEqualTo(BranchHeads.EMPTY);
    }

    @Test
    void changesGatherInOneSmallDelta() {
        BranchHeads full = BranchHeads.EMPTY;
        for (int i = 0; i < 50; i++) full = full.put("old-" + i, head(1, i)).resetDelta();

        BranchHeads changed = full.put("a", head(1, 1)).put("b", head(1, 2)).put("a", head(2, 3));

        BranchHeads delta = changed.deltaData().orElseThrow();
        assertThat(delta.deltaSize()).isEqualTo(2);
        assertThat(delta.heads("a")).containsExactly(head(2, 3));
        assertThat(full.mergeDeltaData(delta)).isEqualTo(changed);
        assertThat(changed.resetDelta().deltaData()).isEmpty();
    }

    @Test
    void anEntryDoesNotOutgrowAMessageEvenWhenAllItsHeadsAreContested() {
        String longest = "%064d";
        BranchHeads full = BranchHeads.EMPTY;
        BranchHeads clone = BranchHeads.EMPTY;
        int fitting = (BranchHeads.MAX_BYTES - 6) / BranchHeads.branchBytes(64);
        for (int i = 0; i < fitting; i++) {
            full = full.put(longest.formatted(i), head(1, 1)).resetDelta();
            clone = clone.put(longest.formatted(i), head(1, 2)).resetDelta();
        }

        BranchHeads last = full;
        assertThatThrownBy(() -> last.put(longest.formatted(99_999), head(1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use more shards of heads");
        BranchHeads contested = full.mergeData(clone);
        assertThat(contested.contested()).hasSize(fitting);
        assertThat(contested.bytes().length)
                .isBetween(BranchHeads.MAX_BYTES - BranchHeads.branchBytes(64), BranchHeads.MAX_BYTES);
        assertThat(full.put(longest.formatted(0), head(2, 2)).branches()).hasSize(fitting);
    }

    @Test
    void branchesSpreadOverShardsThatHoldThem() {
        int branches = 200_000;
        HeadShards shards = HeadShards.forBranches(branches);
        int[] counts = new int[shards.count()];

        for (int i = 0; i < branches; i++) counts[shards.shard("agents/agent-" + i)]++;

        assertThat(shards.bits()).isEqualTo(8);
        assertThat(Arrays.stream(counts).max().orElseThrow() * BranchHeads.branchBytes(64))
                .isLessThanOrEqualTo(BranchHeads.MAX_BYTES);
        assertThat(Arrays.stream(counts).min().orElseThrow()).isPositive();
        assertThat(shards.key("alpha", "agents/agent-1")).matches("branch-heads/8/0[0-9a-f][0-9a-f]/alpha");
        assertThat(new HeadShards(0).shard("any")).isZero();
        assertThatThrownBy(() -> HeadShards.forBranches(100_000_000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 100)
    void itsBytesAreRead(@ForAll long seed) {
        for (BranchHeads state : histories(new Random(seed), new ArrayList<>()))
            assertThat(ByteReader.readAll(state.bytes(), BranchHeads::read)).isEqualTo(state);
    }
}
