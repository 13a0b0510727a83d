package dev.darm.branch;

import dev.darm.codec.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records that wait for ancestors, bounded by source, so that no peer takes the room of another. */
final class Waiting {

    private static final class Entry {
        final SignedRecord signed;
        final String source;
        int missing;

        Entry(SignedRecord signed, String source, int missing) {
            this.signed = signed;
            this.source = source;
            this.missing = missing;
        }
    }

    private static final class Share {
        int records;
        long bytes;
    }

    private final int maxRecords;
    private final long maxBytes;
    private final Map<Hash, Entry> entries = new HashMap<>();
    private final Map<Hash, List<Entry>> byAncestor = new LinkedHashMap<>();
    private final Map<String, Share> shares = new TreeMap<>();

    Waiting(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    boolean contains(Hash id) {
        return entries.containsKey(id);
    }

    int size() {
        return entries.size();
    }

    /** Whether a record of another author than {@code record}'s waits for it. */
    boolean isWantedByOthers(BranchRecord record) {
        for (Entry entry : byAncestor.getOrDefault(record.id(), List.of()))
            if (!entry.signed.record().author().equals(record.author())) return true;
        return false;
    }

    /** Lets {@code signed} wait for {@code missing}; false when the share of its source is used up. */
    boolean add(SignedRecord signed, String source, Collection<Hash> missing) {
        Share share = shares.computeIfAbsent(source, name -> new Share());
        if (share.records >= maxRecords || share.bytes + signed.size() > maxBytes) return false;
        share.records++;
        share.bytes += signed.size();
        Entry entry = new Entry(signed, source, missing.size());
        entries.put(signed.id(), entry);
        for (Hash ancestor : missing)
            byAncestor.computeIfAbsent(ancestor, id -> new ArrayList<>(1)).add(entry);
        return true;
    }

    /** Up to {@code limit} ancestors that do not wait themselves. */
    List<Hash> missing(int limit) {
        return byAncestor.keySet().stream()
                .filter(id -> !entries.containsKey(id))
                .limit(limit)
                .toList();
    }

    /** The ancestor is visible: gives those that waited for it alone. */
    List<SignedRecord> arrived(Hash ancestor) {
        List<Entry> waited = byAncestor.remove(ancestor);
        if (waited == null) return List.of();
        List<SignedRecord> ready = new ArrayList<>();
        for (Entry entry : waited)
            if (entries.get(entry.signed.id()) == entry && --entry.missing == 0) {
                forget(entry);
                ready.add(entry.signed);
            }
        return ready;
    }

    /** The ancestor will never be visible, so nothing that waits for it will, nor what waits for that. */
    void refused(Hash ancestor) {
        Deque<Hash> dead = new ArrayDeque<>(List.of(ancestor));
        while (!dead.isEmpty()) {
            List<Entry> waited = byAncestor.remove(dead.pop());
            if (waited == null) continue;
            for (Entry entry : waited)
                if (entries.get(entry.signed.id()) == entry) {
                    forget(entry);
                    dead.push(entry.signed.id());
                }
        }
    }

    /** Drops all that {@code source} sent. What waits for that waits on, for it may come from elsewhere. */
    void forgetSource(String source) {
        List<Entry> gone = entries.values().stream()
                .filter(entry -> entry.source.equals(source))
                .toList();
        for (Entry entry : gone) {
            forget(entry);
            for (Hash ancestor : entry.signed.record().ancestors())
                byAncestor.computeIfPresent(ancestor, (id, waited) -> {
                    waited.remove(entry);
                    return waited.isEmpty() ? null : waited;
                });
        }
        shares.remove(source);
    }

    private void forget(Entry entry) {
        entries.remove(entry.signed.id());
        Share share = shares.get(entry.source);
        if (share == null) return;
        share.records--;
        share.bytes -= entry.signed.size();
    }
}
