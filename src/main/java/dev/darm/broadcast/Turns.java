package dev.darm.broadcast;

import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whom a member tells what it has: in a round of ⌈log₂ N⌉ turns the members 1, 2, 4, … places further on, so that what one holds
 * all hear of within a round; in the next round those one place further on than in this, so that everybody has its turn.
 */
final class Turns {

    private long turn;

    /** Whose turn it is; nobody's when {@code self} is alone. */
    Optional<String> next(String self, SortedSet<String> others) {
        TreeSet<String> sorted = new TreeSet<>(others);
        sorted.add(self);
        ArrayList<String> members = new ArrayList<>(sorted);
        int size = members.size();
        if (size == 1) return Optional.empty();
        int rounds = Tree.rounds(size);
        long ahead = (1L << turn % rounds) - 1 + turn / rounds;
        turn++;
        return Optional.of(members.get((int) ((members.indexOf(self) + 1 + ahead % (size - 1)) % size)));
    }
}
