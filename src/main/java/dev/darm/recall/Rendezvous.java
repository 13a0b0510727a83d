package dev.darm.recall;

import dev.darm.codec.Hash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/**
 * Which nodes own a key: those with the highest weights, where the weight of a node for a key mixes both (rendezvous
 * hashing, Thaler and Ravishankar 1998). Every node that knows the same names finds the same owners without a word; when a
 * node comes it takes over its share and no other key moves, when it goes only its own keys do.
 */
final class Rendezvous {

    private record Place(String node, long seed) {}

    private record Weighed(String node, long weight) {}

    private static final Comparator<Weighed> HEAVIEST_FIRST = Comparator.<Weighed>comparingLong(
                    weighed -> weighed.weight() ^ Long.MIN_VALUE)
            .reversed()
            .thenComparing(Weighed::node);

    private final List<Place> places;
    private final int replicas;

    /**
     * @param nodes at least one
     * @param replicas owners of a key, at least 1; all nodes where there are fewer
     */
    Rendezvous(SortedSet<String> nodes, int replicas) {
        this.places = nodes.stream()
                .map(node -> new Place(node, first(Hash.of("rendezvous " + node))))
                .toList();
        this.replicas = replicas;
    }

    /** The owners of {@code key}, the heaviest first. */
    List<String> owners(Hash key) {
        long bits = first(key);
        List<Weighed> heaviest = new ArrayList<>(replicas + 1);
        for (Place place : places) {
            heaviest.add(new Weighed(place.node(), mix(place.seed() ^ bits)));
            heaviest.sort(HEAVIEST_FIRST);
            if (heaviest.size() > replicas) heaviest.removeLast();
        }
        return heaviest.stream().map(Weighed::node).toList();
    }

    /** Keys are hashes, so eight of their bytes are as random as all of them. */
    private static long first(Hash hash) {
        return ByteBuffer.wrap(hash.toBytes()).getLong();
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): each bit in changes about half of the bits out. */
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
