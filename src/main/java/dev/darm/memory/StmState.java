package dev.darm.memory;

import dev.darm.codec.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a shard of short-term memory holds. Stored events change it through {@link #apply} alone; the clock, the states
 * PENDING and VOTING, and the version of a vector also change without an event, because they are worth nothing after a
 * restart or made anew.
 */
final class StmState {

    private final int archiveCapacity;
    private final TreeMap<Hash, StmEntry> live = new TreeMap<>();
    private final Map<String, TreeSet<Hash>> byWording = new HashMap<>();
    private final LinkedHashMap<Hash, List<String>> archive = new LinkedHashMap<>();
    private long clockMillis;

    StmState(int archiveCapacity) {
        this.archiveCapacity = archiveCapacity;
    }

    void restore(StmSnapshot snapshot) {
        advanceTo(snapshot.clockMillis());
        snapshot.entries().forEach(this::put);
        snapshot.archive().forEach(archived -> archive.put(archived.id(), archived.uris()));
    }

    StmSnapshot snapshot() {
        List<StmSnapshot.Archived> archived = new ArrayList<>(archive.size());
        archive.forEach((id, uris) -> archived.add(new StmSnapshot.Archived(id, uris)));
        return new StmSnapshot(clockMillis, List.copyOf(live.values()), archived);
    }

    void apply(StmEvent event) {
        switch (event) {
            case StmRemembered(StmEntry entry) -> {
                advanceTo(entry.bornMillis());
                put(entry);
            }
            case StmReinforced change -> find(change.id()).ifPresent(entry -> put(entry.with(change)));
            case StmMarked marked -> marked.ids().forEach(id -> mark(id, marked.state(), marked.at()));
            case StmForgotten(List<Hash> ids, StmForgotten.Reason reason) -> {
                ids.forEach(this::remove);
                if (reason == StmForgotten.Reason.WITHDRAWN) ids.forEach(archive::remove);
            }
            case StmClock clock -> advanceTo(clock.millis());
        }
    }

    private void mark(Hash id, StmEntry.State state, Instant at) {
        find(id).ifPresent(entry -> {
            switch (state) {
                case CONSENSUS -> archive(entry);
                case REJECTED -> put(entry.in(state, at, entry.retries() + 1));
                case EXPIRED -> remove(id);
                case PENDING, VOTING -> put(entry.in(state, at, entry.retries()));
            }
        });
    }

    /** A change of state that no event stands for. */
    void turn(StmEntry entry, StmEntry.State state, Instant now) {
        put(entry.in(state, now, entry.retries()));
    }

    /** The entry with another vector; no event stands for that either. */
    void reembed(StmEntry entry) {
        put(entry);
    }

    void advanceTo(long millis) {
        clockMillis = Math.max(clockMillis, millis);
    }

    long clockMillis() {
        return clockMillis;
    }

    Duration age(StmEntry entry) {
        return Duration.ofMillis(Math.max(0, clockMillis - entry.bornMillis()));
    }

    Optional<StmEntry> find(Hash id) {
        return Optional.ofNullable(live.get(id));
    }

    /** The entries, by claim id. */
    Collection<StmEntry> entries() {
        return Collections.unmodifiableCollection(live.values());
    }

    int size() {
        return live.size();
    }

    int archived() {
        return archive.size();
    }

    /** True when the claim went to long-term memory and the document {@code uri} had said it by then. */
    boolean archivedFrom(Hash id, String uri) {
        return archive.getOrDefault(id, List.of()).contains(uri);
    }

    boolean isArchived(Hash id) {
        return archive.containsKey(id);
    }

    /** The entries of this wording, by claim id. */
    Collection<Hash> worded(String wording) {
        return Collections.unmodifiableCollection(byWording.getOrDefault(wording, new TreeSet<>()));
    }

    private void put(StmEntry entry) {
        if (live.put(entry.id(), entry) == null)
            byWording
                    .computeIfAbsent(Wording.key(entry.claim()), key -> new TreeSet<>())
                    .add(entry.id());
    }

    private void remove(Hash id) {
        StmEntry gone = live.remove(id);
        if (gone == null) return;
        String wording = Wording.key(gone.claim());
        byWording.computeIfPresent(wording, (key, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    private void archive(StmEntry entry) {
        remove(entry.id());
        TreeSet<String> uris = new TreeSet<>(archive.getOrDefault(entry.id(), List.of()));
        entry.sources().forEach(source -> uris.add(source.uri()));
        archive.remove(entry.id());
        archive.put(entry.id(), List.copyOf(uris));
        while (archive.size() > archiveCapacity) archive.pollFirstEntry();
    }
}
