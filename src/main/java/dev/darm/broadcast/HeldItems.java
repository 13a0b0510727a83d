package dev.darm.broadcast;

import dev.darm.codec.Hash;
import dev.darm.codec.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The items that were taken and are kept for others, within a number of bytes; and the ids of those that are not wanted again. */
final class HeldItems {

    /** Ids that are remembered of items that were here. */
    private static final int REMEMBERED = 8_192;

    /** An item; {@code until} is the end of its announcements, or of an unannounced one. */
    static final class Held {
        final Hash id;
        final Kind kind;
        final Manifest manifest;
        private final List<byte[]> chunks;
        private Instant until;
        private boolean forwarded;

        Held(Hash id, Kind kind, Manifest manifest, List<byte[]> chunks, Instant until) {
            this.id = id;
            this.kind = kind;
            this.manifest = manifest;
            this.chunks = List.copyOf(chunks);
            this.until = until;
        }

        Octets chunk(int number) {
            return Octets.of(chunks.get(number));
        }

        /** Whether copies are to be sent now: once for an item. */
        boolean forwards() {
            boolean first = !forwarded;
            forwarded = true;
            return first;
        }
    }

    private final long maxBytes;
    private final LinkedHashMap<Hash, Held> items = new LinkedHashMap<>();
    private final LinkedHashSet<Hash> past = new LinkedHashSet<>();
    private long bytes;

    HeldItems(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Optional<Held> find(Hash id) {
        return Optional.ofNullable(items.get(id));
    }

    /** Whether the item was here, whatever became of it. */
    boolean knows(Hash id) {
        return items.containsKey(id) || past.contains(id);
    }

    void keep(Held item) {
        items.put(item.id, item);
        bytes += item.manifest.length();
        while (bytes > maxBytes) drop(items.firstEntry().getValue());
    }

    /** Not wanted again. */
    void forget(Hash id) {
        past.add(id);
        if (past.size() > REMEMBERED) past.removeFirst();
    }

    /** Drops the unannounced ones whose time is over. */
    void tick(Instant now) {
        for (Held item : List.copyOf(items.values()))
            if (!item.kind.announced() && !item.until.isAfter(now)) drop(item);
    }

    /** What is to be announced, the newest first. */
    List<Held> announced(Instant now) {
        List<Held> announced = new ArrayList<>();
        for (Held item : items.sequencedValues().reversed())
            if (item.kind.announced() && item.until.isAfter(now)) announced.add(item);
        return announced;
    }

    /** All are announced until {@code until}. */
    void announceAgain(Instant until) {
        for (Held item : items.values()) if (item.kind.announced()) item.until = until;
    }

    long bytes() {
        return bytes;
    }

    private void drop(Held item) {
        items.remove(item.id);
        bytes -= item.manifest.length();
        forget(item.id);
    }
}
