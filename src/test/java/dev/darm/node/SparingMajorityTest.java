package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.cluster.Member;
import akka.cluster.Member$;
import akka.cluster.MemberStatus;
import akka.cluster.Reachability;
import akka.cluster.UniqueAddress;
import akka.cluster.sbr.DowningStrategy;
import akka.cluster.sbr.KeepMajority;
import akka.util.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** What is downed where Akka would down, by members and what they say of each other. */
class SparingMajorityTest {

    private static final Option<String> NO_ROLE = Option.empty();

    private static UniqueAddress node(int number) {
        return UniqueAddress.apply(Address.apply("akka", "test", "10.0.0." + number, 25520), 100L + number);
    }

    private static Member member(int number) {
        scala.collection.immutable.Set<String> roles =
                CollectionConverters.asScala(List.of("dc-default")).toSet();
        return Member$.MODULE$.apply(node(number), roles, Version.Zero()).copy(MemberStatus.up());
    }

    /** What {@code strategy} downs on node {@code self} of {@code count}, when {@code from[i]} does not hear {@code to[i]}. */
    private static Set<Integer> downed(DowningStrategy strategy, int count, List<int[]> broken, Set<Integer> seenBy) {
        for (int i = 1; i <= count; i++) strategy.add(member(i));
        Reachability reachability = Reachability.empty();
        for (int[] link : broken) reachability = reachability.unreachable(node(link[0]), node(link[1]));
        strategy.setReachability(reachability);
        for (int[] link : broken) strategy.addUnreachable(member(link[1]));
        strategy.setSeenBy(CollectionConverters.asScala(
                        seenBy.stream().map(i -> node(i).address()).toList())
                .toSet());
        Set<Integer> downed = new TreeSet<>();
        CollectionConverters.asJava(strategy.nodesToDown(strategy.decide()))
                .forEach(address -> downed.add(
                        Integer.parseInt(address.address().host().get().substring("10.0.0.".length()))));
        return downed;
    }

    private static Set<Integer> sparing(int count, List<int[]> broken, Set<Integer> seenBy) {
        return downed(new SparingMajority("default", NO_ROLE, node(1)), count, broken, seenBy);
    }

    private static Set<Integer> akka(int count, List<int[]> broken, Set<Integer> seenBy) {
        return downed(new KeepMajority("default", NO_ROLE, node(1)), count, broken, seenBy);
    }

    @Test
    void oneBrokenLinkOfFourTakesOneNode() {
        List<int[]> broken = List.of(new int[] {2, 3}, new int[] {3, 2});
        assertThat(akka(4, broken, Set.of(1, 2, 3, 4))).containsExactly(2, 3);
        assertThat(sparing(4, broken, Set.of(1, 2, 3, 4))).containsExactly(3);
    }

    @Test
    void alsoWhenOnlyOneEndNoticed() {
        List<int[]> broken = List.of(new int[] {2, 3});
        assertThat(akka(4, broken, Set.of(1, 2, 3, 4))).containsExactly(2, 3);
        assertThat(sparing(4, broken, Set.of(1, 2, 3, 4))).containsExactly(3);
    }

    @Test
    void whoDoesNotReachTwoLeavesAndTheTwoStay() {
        List<int[]> broken = List.of(new int[] {6, 1}, new int[] {6, 2}, new int[] {1, 6}, new int[] {2, 6});
        assertThat(akka(7, broken, Set.of(1, 2, 3, 4, 5, 6, 7))).containsExactly(1, 2, 6);
        assertThat(sparing(7, broken, Set.of(1, 2, 3, 4, 5, 6, 7))).containsExactly(6);
    }

    @Test
    void aCleanCutIsAkkasToDecide() {
        List<int[]> broken = List.of(new int[] {1, 4}, new int[] {2, 4}, new int[] {3, 4});
        assertThat(sparing(4, broken, Set.of(1, 2, 3)))
                .isEqualTo(akka(4, broken, Set.of(1, 2, 3)))
                .containsExactly(4);
    }

    @Test
    void aDeadNodeBesideABrokenLinkIsDownedToo() {
        List<int[]> broken = List.of(
                new int[] {2, 3}, new int[] {3, 2}, new int[] {1, 5}, new int[] {2, 5}, new int[] {3, 5}, new int[] {
                    4, 5
                });
        Set<Integer> seenBy = Set.of(1, 2, 3, 4);
        assertThat(akka(5, broken, seenBy)).containsExactly(2, 3, 5);
        assertThat(sparing(5, broken, seenBy)).containsExactly(3, 5);
    }

    @Property(tries = 1000)
    void downsNobodyWhomAkkaWouldNotAndSomebodyWhenAkkaWould(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int count) {
        Random random = new Random(seed);
        List<int[]> broken = new ArrayList<>();
        Set<Integer> seenBy = new HashSet<>(Set.of(1));
        for (int one = 1; one <= count; one++) {
            if (random.nextInt(4) != 0) seenBy.add(one);
            for (int other = 1; other <= count; other++)
                if (one != other && random.nextInt(5) == 0) broken.add(new int[] {one, other});
        }
        Set<Integer> akka;
        try {
            akka = akka(count, broken, seenBy);
        } catch (IllegalStateException e) {
            // the resolver catches it and downs all
            akka = new TreeSet<>();
            for (int i = 1; i <= count; i++) akka.add(i);
        }
        Set<Integer> sparing = sparing(count, broken, seenBy);
        assertThat(akka).containsAll(sparing);
        assertThat(sparing.isEmpty()).isEqualTo(akka.isEmpty());
    }
}
