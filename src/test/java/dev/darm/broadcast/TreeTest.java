package dev.darm.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeTest {

    /** A round is one copy from each who has the item when it begins. */
    @Test
    void everybodyHasTheItemAfterTheLogarithmOfRoundsAndEachCopyIsNeeded() {
        for (int members = 1; members <= 1_000; members++) {
            List<String> below = IntStream.range(1, members)
                    .mapToObj(i -> "n%04d".formatted(i))
                    .toList();
            TreeMap<String, ArrayDeque<Tree.Branch>> holders = new TreeMap<>();
            holders.put("origin", new ArrayDeque<>(Tree.branches(below)));
            int rounds = 0;
            int copies = 0;
            int most = Tree.branches(below).size();
            while (holders.values().stream().anyMatch(left -> !left.isEmpty())) {
                rounds++;
                List<Tree.Branch> sent = new ArrayList<>();
                for (ArrayDeque<Tree.Branch> left : holders.values()) if (!left.isEmpty()) sent.add(left.remove());
                for (Tree.Branch branch : sent) {
                    List<Tree.Branch> next = Tree.branches(branch.below());
                    most = Math.max(most, next.size());
                    assertThat(holders.put(branch.child(), new ArrayDeque<>(next)))
                            .as("a second copy")
                            .isNull();
                    copies++;
                }
            }

            int bound = (int) Math.ceil(Math.log(members) / Math.log(2) - 1e-9);
            assertThat(Tree.rounds(members)).isEqualTo(bound);
            assertThat(rounds).as("rounds of %d", members).isEqualTo(bound);
            assertThat(most).as("copies of one of %d", members).isEqualTo(bound);
            assertThat(copies).isEqualTo(members - 1);
            assertThat(holders).hasSize(members);
        }
    }
}
