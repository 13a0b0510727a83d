package dev.darm.ledger;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom to ask for blocks: one peer at a time among those that say their chain is higher, in turn. A peer that does not
 * answer is passed over after {@link #PATIENCE_TICKS} ticks; one whose blocks do not hold, for {@link #DISTRUST_TICKS}.
 */
final class CatchUp {

    static final int PATIENCE_TICKS = 2;
    static final int DISTRUST_TICKS = 30;

    private static final int MOST_KNOWN = 4_096;

    /** Characters; no node has a longer name. */
    private static final int LONGEST_NAME = 256;

    private final TreeMap<String, Long> reached = new TreeMap<>();
    private final TreeMap<String, Integer> distrusted = new TreeMap<>();
    private final TreeMap<String, Long> oldest = new TreeMap<>();
    private SortedSet<String> peers = Collections.emptySortedSet();
    private Optional<String> asked = Optional.empty();
    private String last = "";
    private int waited;

    boolean isInReach(String peer) {
        return peers.contains(peer);
    }

    /** {@code peer} says that its chain reaches {@code height}; not heard when it is not connected. */
    void reached(String peer, long height) {
        if (peers.contains(peer)) reached.put(peer, height);
    }

    /** {@code peer} spoke of what follows {@code height}. */
    void atLeast(String peer, long height) {
        if (peers.contains(peer)) reached.merge(peer, height, Math::max);
    }

    /** {@code peer} keeps the blocks from {@code first} on whole. It says so once, perhaps before it is in reach from here. */
    void keeps(String peer, long first) {
        if (peer.length() <= LONGEST_NAME && (oldest.size() < MOST_KNOWN || oldest.containsKey(peer)))
            oldest.put(peer, first);
    }

    /** The peers that said that they keep all blocks whole. */
    SortedSet<String> archives() {
        SortedSet<String> archives = new TreeSet<>();
        oldest.forEach((peer, first) -> {
            if (first <= 1 && peers.contains(peer)) archives.add(peer);
        });
        return archives;
    }

    /** How far the chain of {@code peer} is known to reach, −1 when nothing is known. */
    long height(String peer) {
        return reached.getOrDefault(peer, -1L);
    }

    /** How far the highest trusted chain of another node reaches, or 0. */
    long highest() {
        return reached.entrySet().stream()
                .filter(entry -> !distrusted.containsKey(entry.getKey()))
                .mapToLong(entry -> entry.getValue())
                .max()
                .orElse(0);
    }

    /**
     * The peer to ask for what follows {@code own}; empty when one is being asked, or none is higher.
     *
     * @param whole whether only those are asked that may have the next block whole
     */
    Optional<String> ask(long own, boolean whole) {
        return askBeyond(own, own, whole);
    }

    /** The same where only a peer is asked whose chain reaches beyond {@code least}, which is {@code own} or more. */
    Optional<String> askBeyond(long own, long least, boolean whole) {
        if (asked.isPresent()) return Optional.empty();
        Optional<String> next = firstHigher(reached.tailMap(last, false).keySet(), own, least, whole)
                .or(() -> firstHigher(reached.keySet(), own, least, whole));
        asked = next;
        waited = 0;
        next.ifPresent(peer -> last = peer);
        return next;
    }

    /** Asks {@code peer} and nobody else; false when somebody is being asked, or it is not in reach or not trusted. */
    boolean askOnly(String peer) {
        if (asked.isPresent() || !peers.contains(peer) || distrusted.containsKey(peer)) return false;
        asked = Optional.of(peer);
        waited = 0;
        return true;
    }

    /** The peer that is being asked. */
    Optional<String> asked() {
        return asked;
    }

    void answered(String peer, long height) {
        reached(peer, height);
        if (asked.equals(Optional.of(peer))) asked = Optional.empty();
    }

    void distrust(String peer) {
        distrusted.put(peer, DISTRUST_TICKS);
        if (asked.equals(Optional.of(peer))) asked = Optional.empty();
    }

    void connected(SortedSet<String> peers) {
        this.peers = peers;
        reached.keySet().retainAll(peers);
        if (asked.isPresent() && !peers.contains(asked.get())) asked = Optional.empty();
    }

    /** Another tick; says who was asked and let it pass without an answer. */
    Optional<String> tick() {
        Optional<String> late = asked.isPresent() && ++waited >= PATIENCE_TICKS ? asked : Optional.empty();
        if (late.isPresent()) asked = Optional.empty();
        distrusted.replaceAll((peer, ticks) -> ticks - 1);
        distrusted.values().removeIf(ticks -> ticks <= 0);
        return late;
    }

    private Optional<String> firstHigher(Iterable<String> peers, long own, long least, boolean whole) {
        for (String peer : peers) {
            if (whole && oldest.getOrDefault(peer, 1L) > own + 1) continue;
            if (height(peer) > least && !distrusted.containsKey(peer)) return Optional.of(peer);
        }
        return Optional.empty();
    }
}
