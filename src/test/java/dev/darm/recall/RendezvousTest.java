package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RendezvousTest {

    private static final int KEYS = 4000;

    @Property(tries = 30)
    void everyNodeOwnsItsShare(@ForAll @IntRange(min = 2, max = 16) int nodes, @ForAll long salt) {
        Rendezvous placement = new Rendezvous(nodes(nodes, salt), 2);
        TreeMap<String, Integer> owned = new TreeMap<>();

        for (int key = 0; key < KEYS; key++)
            placement.owners(key(key, salt)).forEach(owner -> owned.merge(owner, 1, Integer::sum));

        double mean = 2.0 * KEYS / nodes;
        assertThat(owned).hasSize(nodes);
        assertThat(owned.values())
                .allSatisfy(count -> assertThat((double) count).isBetween(mean * 0.75, mean * 1.25));
    }

    @Property(tries = 30)
    void aNodeThatComesTakesItsShareAndNoOtherKeyMoves(
            @ForAll @IntRange(min = 2, max = 12) int nodes,
            @ForAll @IntRange(min = 1, max = 3) int replicas,
            @ForAll long salt) {
        TreeSet<String> before = nodes(nodes, salt);
        TreeSet<String> after = new TreeSet<>(before);
        after.add("newcomer");
        Rendezvous was = new Rendezvous(before, replicas);
        Rendezvous is = new Rendezvous(after, replicas);

        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            List<String> old = was.owners(key(key, salt));
            Set<String> gained = new HashSet<>(is.owners(key(key, salt)));
            boolean newcomerOwns = gained.contains("newcomer");
            old.forEach(gained::remove);
            if (newcomerOwns) assertThat(gained).containsExactly("newcomer");
            else assertThat(is.owners(key(key, salt))).isEqualTo(old);
            if (newcomerOwns) moved++;
        }
        double share = Math.min(1, (double) replicas / (nodes + 1)) * KEYS;
        assertThat((double) moved).isBetween(share * 0.75, share * 1.25);
    }

    @Property(tries = 100)
    void ownersAreDifferentNodesAndAllOfThemWhereThereAreFew(
            @ForAll @IntRange(min = 1, max = 6) int nodes,
            @ForAll @IntRange(min = 1, max = 8) int replicas,
            @ForAll long salt) {
        TreeSet<String> names = nodes(nodes, salt);

        List<String> owners = new Rendezvous(names, replicas).owners(key(1, salt));

        assertThat(owners).doesNotHaveDuplicates().hasSize(Math.min(nodes, replicas));
        assertThat(names).containsAll(owners);
    }

    private static TreeSet<String> nodes(int count, long salt) {
        TreeSet<String> names = new TreeSet<>();
        for (int i = 0; i < count; i++) names.add("node-" + i + "-" + salt);
        return names;
    }

    private static Hash key(int number, long salt) {
        return Hash.of(number + "|" + salt);
    }
}
