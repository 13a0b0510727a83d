package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Payloads that wait for a block, in the order of arrival: each once, by its hash, bounded by number and bytes of content.
 * It also remembers the hashes of the payloads last committed, so that a payload that is gossiped late is not committed
 * again; that memory is bounded too and only spares work: what a second copy means is for the payload's owner.
 */
public final class Mempool {

    /**
     * Bounds.
     *
     * @param payloads that wait at one time, 1 or more
     * @param bytes of their content, 1 or more
     * @param remembered hashes of committed payloads, 0 or more
     */
    public record Limits(int payloads, long bytes, int remembered) {}

    /** What became of a payload. */
    public enum Added {
        WAITS,
        /** It waits or stands in a block already. */
        KNOWN,
        /** Too much waits. */
        FULL
    }

    private final Limits limits;
    private final LinkedHashMap<Hash, Payload> waiting = new LinkedHashMap<>();
    private final Map<Hash, Boolean> committed;
    private long bytes;

    public Mempool(Limits limits) {
        this.limits = limits;
        this.committed = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
                return size() > limits.remembered();
            }
        };
    }

    public Added add(Payload payload) {
        Hash hash = payload.hash();
        if (knows(hash)) return Added.KNOWN;
        if (waiting.size() >= limits.payloads() || bytes + payload.size() > limits.bytes()) return Added.FULL;
        waiting.put(hash, payload);
        bytes += payload.size();
        return Added.WAITS;
    }

    /** What it answers when it is full. */
    String full() {
        return "too much waits for a block already: " + waiting.size() + " payloads of " + bytes + " bytes";
    }

    /** The first payloads, at most {@code maxPayloads} of together at most {@code maxBytes} of content. They stay. */
    public List<Payload> first(int maxPayloads, long maxBytes) {
        List<Payload> chosen = new ArrayList<>();
        long size = 0;
        for (Payload payload : waiting.values()) {
            if (chosen.size() == maxPayloads || size + payload.size() > maxBytes) break;
            chosen.add(payload);
            size += payload.size();
        }
        return chosen;
    }

    /** Drops what stands in a block now, whether it waited or not. */
    public void committed(List<Payload> payloads) {
        for (Payload payload : payloads) {
            Hash hash = payload.hash();
            Payload waited = waiting.remove(hash);
            if (waited != null) bytes -= waited.size();
            committed.put(hash, true);
        }
    }

    /** Drops what waits and must not stand in a block any more. */
    public void drop(Predicate<Payload> which) {
        for (Payload payload : List.copyOf(waiting.values())) {
            if (!which.test(payload)) continue;
            waiting.remove(payload.hash());
            bytes -= payload.size();
        }
    }

    /** Whether a payload of this hash waits. */
    public boolean waits(Hash hash) {
        return waiting.containsKey(hash);
    }

    /** Whether a payload of this hash waits, or stands in one of the blocks that are remembered. */
    public boolean knows(Hash hash) {
        return waiting.containsKey(hash) || committed.containsKey(hash);
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    public int size() {
        return waiting.size();
    }

    /** Bytes of content that wait. */
    public long bytes() {
        return bytes;
    }
}
