package dev.darm.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static List<String> names(int members) {
        return IntStream.range(0, members).mapToObj(i -> "n%03d".formatted(i)).toList();
    }

    @Test
    void whatOneKnowsAllKnowAfterARoundOfTheLogarithmOfTurns() {
        for (int members = 2; members <= 200; members++) {
            List<String> names = names(members);
            List<Turns> turns = names.stream().map(name -> new Turns()).toList();
            TreeSet<String> knowing = new TreeSet<>(List.of(names.get(members / 3)));
            for (int turn = 0; turn < Tree.rounds(members); turn++) {
                List<String> told = new ArrayList<>();
                for (int i = 0; i < members; i++) {
                    String next = turns.get(i)
                            .next(names.get(i), new TreeSet<>(names))
                            .orElseThrow();
                    if (knowing.contains(names.get(i))) told.add(next);
                }
                knowing.addAll(told);
            }
            assertThat(knowing).as("of %d", members).hasSize(members);
        }
    }

    @Test
    void everybodyHasItsTurnAndNobodyTellsItself() {
        for (int members : new int[] {2, 3, 5, 17}) {
            Turns turns = new Turns();
            TreeSet<String> told = new TreeSet<>();
            for (int turn = 0; turn < members * Tree.rounds(members); turn++)
                told.add(turns.next("n000", new TreeSet<>(names(members))).orElseThrow());

            assertThat(told).hasSize(members - 1).doesNotContain("n000");
        }
        assertThat(new Turns().next("n000", new TreeSet<>())).isEmpty();
    }
}
