package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.node.Cover.Broken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whoever leaves takes every broken link along, and few leave. */
class CoverTest {

    private static Set<Integer> cover(List<Integer> candidates, List<Broken<Integer>> links) {
        return Cover.of(candidates, links, Comparator.naturalOrder());
    }

    @Test
    void ofOneBrokenLinkTheLaterEndLeaves() {
        assertThat(cover(List.of(2, 3), List.of(new Broken<>(2, 3)))).containsExactly(3);
        assertThat(cover(List.of(2, 3), List.of(new Broken<>(2, 3), new Broken<>(3, 2))))
                .containsExactly(3);
    }

    @Test
    void theNodeThatManyDoNotReachLeavesAlone() {
        List<Broken<Integer>> links = List.of(new Broken<>(1, 2), new Broken<>(3, 1), new Broken<>(1, 4));
        assertThat(cover(List.of(1, 2, 3, 4), links)).containsExactly(1);
    }

    @Test
    void ofALineEverySecondNodeLeaves() {
        List<Broken<Integer>> links = List.of(new Broken<>(1, 2), new Broken<>(2, 3), new Broken<>(3, 4));
        assertThat(cover(List.of(1, 2, 3, 4), links)).hasSize(2);
    }

    @Test
    void whoHasNoBrokenLinkToAnotherCandidateLeavesAsWithAkka() {
        assertThat(cover(List.of(5), List.of(new Broken<>(5, 9), new Broken<>(8, 5))))
                .containsExactly(5);
    }

    @Property(tries = 500)
    void noBrokenLinkIsLeftNotAllLeaveAndTheOrderOfWhatIsHeardIsNothing(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int count) {
        Random random = new Random(seed);
        List<Integer> nodes = new ArrayList<>();
        List<Broken<Integer>> links = new ArrayList<>();
        for (int one = 0; one < count; one++) {
            nodes.add(one);
            for (int other = 0; other < count; other++)
                if (one != other && random.nextInt(4) == 0) links.add(new Broken<>(one, other));
        }
        Set<Integer> leaving = cover(nodes, links);
        assertThat(links).allMatch(link -> leaving.contains(link.one()) || leaving.contains(link.other()));
        if (!links.isEmpty()) assertThat(leaving).isNotEmpty();
        boolean allHaveOne = nodes.stream().allMatch(node -> links.stream()
                .anyMatch(link -> link.one().equals(node) || link.other().equals(node)));
        if (allHaveOne) assertThat(leaving).hasSizeLessThan(count);

        List<Integer> mixed = new ArrayList<>(nodes);
        List<Broken<Integer>> shuffled = new ArrayList<>(links);
        Collections.shuffle(mixed, random);
        Collections.shuffle(shuffled, random);
        assertThat(cover(mixed, shuffled)).isEqualTo(leaving);
    }
}
