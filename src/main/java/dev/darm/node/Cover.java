package dev.darm.node;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Few nodes whose leaving takes every broken link with it: a vertex cover, found greedily. The node with the most broken
 * links goes first; of several with as many, the last one in the order, so that all who know the same links choose the
 * same nodes.
 */
final class Cover {

    private Cover() {}

    /** Two nodes that do not hear each other, whichever of them said so. */
    record Broken<N>(N one, N other) {}

    /**
     * Some of {@code candidates} such that every broken link between two candidates has an end among them, and with them
     * every candidate that has no broken link to another one.
     */
    static <N> Set<N> of(Collection<N> candidates, Collection<Broken<N>> links, Comparator<N> order) {
        Set<N> known = new TreeSet<>(order);
        known.addAll(candidates);
        List<Broken<N>> left = links.stream()
                .filter(link -> known.contains(link.one()) && known.contains(link.other()))
                .toList();
        Set<N> chosen = new TreeSet<>(order);
        chosen.addAll(known);
        left.forEach(link -> {
            chosen.remove(link.one());
            chosen.remove(link.other());
        });
        while (!left.isEmpty()) {
            N next = most(left, order);
            chosen.add(next);
            left = left.stream()
                    .filter(link -> !link.one().equals(next) && !link.other().equals(next))
                    .toList();
        }
        return chosen;
    }

    private static <N> N most(List<Broken<N>> links, Comparator<N> order) {
        Map<N, TreeSet<N>> others = new HashMap<>();
        for (Broken<N> link : links) {
            others.computeIfAbsent(link.one(), any -> new TreeSet<>(order)).add(link.other());
            others.computeIfAbsent(link.other(), any -> new TreeSet<>(order)).add(link.one());
        }
        return others.entrySet().stream()
                .max(Comparator.<Map.Entry<N, TreeSet<N>>>comparingInt(
                                entry -> entry.getValue().size())
                        .thenComparing(Map.Entry::getKey, order))
                .orElseThrow()
                .getKey();
    }
}
