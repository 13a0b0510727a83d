package dev.darm.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who sends a decided block to the nodes that have no seat: the one that made it, or, where it cannot be reached, the next
 * validator that can. When two believe that it is up to them, some get the block twice; when nobody does, they ask for it.
 */
final class Spreading {

    private Spreading() {}

    /** Whom {@code node} sends a block of {@code proposer} to: the nodes in reach without a seat, or nobody. */
    static SortedSet<String> receivers(
            String node, PublicKey proposer, ValidatorSet validators, SortedSet<String> connected) {
        List<String> seats = new ArrayList<>();
        int first = 0;
        for (ValidatorSet.Member member : validators.members()) {
            if (member.key().equals(proposer)) first = seats.size();
            seats.add(member.name());
        }
        Collections.rotate(seats, -first);
        boolean mine = seats.stream()
                .filter(name -> name.equals(node) || connected.contains(name))
                .findFirst()
                .equals(Optional.of(node));
        if (!mine) return Collections.emptySortedSet();
        TreeSet<String> receivers = new TreeSet<>(connected);
        seats.forEach(receivers::remove);
        return Collections.unmodifiableSortedSet(receivers);
    }
}
