package dev.darm.knowledge;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of the claims it was given contradict each other. Only statements of one slot can, so a claim is compared with
 * those of its slot and no others; unlike the graph's verdict this follows no names and has no bound on how many it
 * compares, so that the answer depends on the claims alone and not on their order.
 */
public final class Rivals {

    private final Contradiction contradiction;
    private final Map<String, TreeMap<Hash, Statement>> bySlot = new HashMap<>();

    public Rivals(Contradiction contradiction) {
        this.contradiction = contradiction;
    }

    /** Takes in a claim; the ids of those before it that contradict it, sorted. Given again, it changes nothing. */
    public List<Hash> add(Claim claim) {
        Optional<Statement> read = StatementReader.read(claim);
        if (read.isEmpty()) return List.of();
        Statement said = read.get();
        TreeMap<Hash, Statement> slot = bySlot.computeIfAbsent(said.slot(), unused -> new TreeMap<>());
        slot.put(claim.id(), said);
        return slot.entrySet().stream()
                .filter(other -> contradiction.between(said, other.getValue()).isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Drops a claim, as if it had never been given. */
    public void remove(Claim claim) {
        StatementReader.read(claim)
                .ifPresent(said -> bySlot.computeIfPresent(said.slot(), (unused, slot) -> {
                    slot.remove(claim.id());
                    return slot.isEmpty() ? null : slot;
                }));
    }
}
