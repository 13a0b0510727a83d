package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class QuorumTest {

    private static final List<ValidatorSet.Member> MEMBERS = members();

    private static List<ValidatorSet.Member> members() {
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 1; i <= 100; i++)
            members.add(new ValidatorSet.Member("n" + i, Samples.key(i).publicKey(), 1));
        return members;
    }

    private static Quorum quorum(int heads, int tau) {
        return new Quorum(new ValidatorSet(MEMBERS.subList(0, heads)), tau, 1);
    }

    @Test
    void theElectorateIsTheEnrolledHeadsAndTheShareIsRoundedUp() {
        assertThat(quorum(1, 6700).needed()).isEqualTo(1);
        assertThat(quorum(3, 6700).needed()).isEqualTo(3);
        assertThat(quorum(4, 6700).needed()).isEqualTo(3);
        assertThat(quorum(7, 6700).needed()).isEqualTo(5);
        assertThat(quorum(7, 8000).needed()).isEqualTo(6);
        assertThat(quorum(7, 10_000).needed()).isEqualTo(7);
        assertThat(quorum(100, 6700).needed()).isEqualTo(67);
    }

    @Test
    void fewAnswersAreNoQuorumHoweverUnanimous() {
        assertThat(quorum(7, 6700).outcome(new Quorum.Tally(4, 0, 0))).isEqualTo(Quorum.Outcome.WAITING);
        assertThat(quorum(7, 6700).outcome(new Quorum.Tally(5, 0, 0))).isEqualTo(Quorum.Outcome.PROMOTED);
        assertThat(quorum(7, 6700).outcome(new Quorum.Tally(0, 3, 0))).isEqualTo(Quorum.Outcome.REJECTED);
        assertThat(quorum(4, 6700).outcome(new Quorum.Tally(1, 1, 1))).isEqualTo(Quorum.Outcome.DEFERRED);
        assertThat(quorum(4, 6700).outcome(new Quorum.Tally(0, 2, 0))).isEqualTo(Quorum.Outcome.REJECTED);
    }

    @Property
    void anOutcomeOnceReachedStays(
            @ForAll @IntRange(min = 1, max = 30) int heads,
            @ForAll @IntRange(min = 5001, max = 10_000) int tau,
            @ForAll @IntRange(max = 29) int first,
            @ForAll @IntRange(max = 29) int second,
            @ForAll @IntRange(max = 29) int third) {
        int yes = first % heads;
        int no = second % (heads - yes);
        int abstained = third % (heads - yes - no);
        Quorum quorum = quorum(heads, tau);
        Quorum.Outcome now = quorum.outcome(new Quorum.Tally(yes, no, abstained));
        List<Quorum.Outcome> next = List.of(
                quorum.outcome(new Quorum.Tally(yes + 1, no, abstained)),
                quorum.outcome(new Quorum.Tally(yes, no + 1, abstained)),
                quorum.outcome(new Quorum.Tally(yes, no, abstained + 1)));

        switch (now) {
            case PROMOTED, REJECTED -> assertThat(next).containsOnly(now);
            case DEFERRED -> assertThat(next).doesNotContain(Quorum.Outcome.PROMOTED, Quorum.Outcome.WAITING);
            case WAITING -> assertThat(next.getFirst()).isNotEqualTo(Quorum.Outcome.REJECTED);
        }
    }

    @Property
    void whenAllHaveAnsweredNothingWaits(
            @ForAll @IntRange(min = 1, max = 30) int heads,
            @ForAll @IntRange(min = 5001, max = 10_000) int tau,
            @ForAll @IntRange(max = 30) int first,
            @ForAll @IntRange(max = 30) int second) {
        int yes = first % (heads + 1);
        int no = second % (heads - yes + 1);
        assertThat(quorum(heads, tau).outcome(new Quorum.Tally(yes, no, heads - yes - no)))
                .isNotEqualTo(Quorum.Outcome.WAITING);
    }

    /** The arithmetic under P40: at τ_c = 0.67 two quorums share more heads than may lie. */
    @Property
    void twoQuorumsShareAnHonestHead(@ForAll @IntRange(min = 1, max = 100) int heads) {
        int liars = (heads - 1) / 3;
        assertThat(2 * quorum(heads, 6700).needed() - heads).isGreaterThan(liars);
    }

    @Test
    void oneSourceOrOneLineageCountsOnce() {
        Hash a = Hash.of("source a");
        Hash b = Hash.of("source b");
        Hash model = Hash.of("model");
        Hash other = Hash.of("other model");
        assertThat(Origins.count(List.of(Map.entry(a, Hash.ZERO), Map.entry(a, Hash.ZERO))))
                .isEqualTo(1);
        assertThat(Origins.count(List.of(Map.entry(a, Hash.ZERO), Map.entry(b, Hash.ZERO))))
                .isEqualTo(2);
        assertThat(Origins.count(List.of(Map.entry(a, model), Map.entry(b, model))))
                .isEqualTo(1);
        assertThat(Origins.count(List.of(Map.entry(a, model), Map.entry(a, other))))
                .isEqualTo(1);
        assertThat(Origins.count(List.of(Map.entry(a, model), Map.entry(a, other), Map.entry(b, model))))
                .isEqualTo(2);
        assertThat(Origins.count(List.of())).isZero();
    }
}
