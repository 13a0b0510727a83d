package dev.darm.memory;

import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Algorithm 11 over one batch: decides candidate by candidate, each in sight of what the batch has done so far, and
 * collects the events; the state itself stays as it is until they are durable.
 */
final class StmIntake {

    /** What a replay that held, and so a source that says it again, multiplies salience by (Algorithm 15). */
    static final double REINFORCEMENT = 1.1;

    /** How much of the missing confidence a further, certain, independent document closes. Chosen. */
    private static final double CORROBORATION = 0.5;

    /** Sources and echoes kept of one entry; far above any quorum's need, and a bound on its bytes. */
    private static final int MAX_SOURCES = 64;

    private final MemorySettings settings;
    private final StmState state;
    private final Instant now;
    private final Map<Hash, StmEntry> changed = new LinkedHashMap<>();
    private final Map<String, TreeSet<Hash>> newWordings = new HashMap<>();
    private final Set<Hash> evicted = new HashSet<>();
    private final List<StmEvent> events = new ArrayList<>();
    private int size;

    StmIntake(MemorySettings settings, StmState state, Instant now) {
        this.settings = settings;
        this.state = state;
        this.now = now;
        this.size = state.size();
    }

    List<StmEvent> events() {
        return events;
    }

    /** The entries that are new or changed, in the order in which they were first touched. */
    List<StmEntry> changed() {
        return List.copyOf(changed.values());
    }

    int room() {
        return Math.max(0, settings.shortTerm().shardCapacity() - size);
    }

    StmReply.Outcome take(StmCandidate candidate) {
        Hash id = candidate.claim().claim().id();
        if (candidate.claim().confidence() < settings.confidenceGate())
            return new StmReply.Outcome(id, StmReply.Kind.HELD_IN_EB, id);
        if (contradicted(candidate)) return new StmReply.Outcome(id, StmReply.Kind.CONTRADICTED, id);

        Optional<StmEntry> same = find(id);
        if (same.isPresent()) return merge(same.get(), candidate, id, true);
        if (state.archivedFrom(id, candidate.claim().source().uri()))
            return new StmReply.Outcome(id, StmReply.Kind.ALREADY_PROMOTED, id);
        String wording = Wording.key(candidate.claim().claim());
        Optional<StmEntry> alike = alike(wording, candidate.vector());
        if (alike.isPresent()) return merge(alike.get(), candidate, id, false);
        return insert(candidate, id, wording);
    }

    /** A claim with evidence of this node's own may contradict: it goes on as contested and the swarm decides. */
    private boolean contradicted(StmCandidate candidate) {
        return candidate.conflict() > settings.shortTerm().conflictLimit()
                && !candidate.validation().grounded();
    }

    private Optional<StmEntry> find(Hash id) {
        if (evicted.contains(id)) return Optional.empty();
        StmEntry entry = changed.get(id);
        return entry != null ? Optional.of(entry) : state.find(id);
    }

    /** The nearest entry of the same wording, when it is near enough. */
    private Optional<StmEntry> alike(String wording, Embedding vector) {
        StmEntry nearest = null;
        double best = settings.shortTerm().dedupCosine();
        List<Hash> ids = Stream.concat(
                        state.worded(wording).stream(), newWordings.getOrDefault(wording, new TreeSet<>()).stream())
                .toList();
        for (Hash id : ids) {
            Optional<StmEntry> entry = find(id);
            if (entry.isEmpty()) continue;
            double cosine = vector.cosine(entry.get().embedding());
            if (cosine > best) {
                best = cosine;
                nearest = entry.get();
            }
        }
        return Optional.ofNullable(nearest);
    }

    private StmReply.Outcome merge(StmEntry entry, StmCandidate candidate, Hash id, boolean identical) {
        SourceRef source = candidate.claim().source();
        List<SourceRef> known = identical ? entry.sources() : entry.echoes();
        boolean newSource = !known.contains(source)
                && entry.sources().size() + entry.echoes().size() < MAX_SOURCES;
        boolean newConflict = !entry.contestedWith().containsAll(candidate.conflictsWith());
        if (newSource || newConflict) {
            boolean independent = newSource && !said(entry, source.uri());
            StmReinforced event = new StmReinforced(
                    entry.id(),
                    independent ? corroborated(entry, candidate) : entry.confidence(),
                    independent ? reinforced(Math.max(entry.salience(), candidate.salience())) : entry.salience(),
                    newSource && identical ? sorted(entry.sources(), List.of(source)) : entry.sources(),
                    newSource && !identical ? sorted(entry.echoes(), List.of(source)) : entry.echoes(),
                    independent
                            ? state.clockMillis() + settings.shortTerm().ttl().toMillis()
                            : entry.expiresMillis(),
                    entry.replays(),
                    sorted(entry.contestedWith(), candidate.conflictsWith()));
            events.add(event);
            changed.put(entry.id(), entry.with(event));
        }
        return new StmReply.Outcome(id, StmReply.Kind.MERGED, entry.id());
    }

    private static boolean said(StmEntry entry, String uri) {
        return Stream.concat(entry.sources().stream(), entry.echoes().stream())
                .anyMatch(source -> source.uri().equals(uri));
    }

    private static double corroborated(StmEntry entry, StmCandidate candidate) {
        double missing = 1 - entry.confidence();
        return entry.confidence() + missing * CORROBORATION * candidate.claim().confidence();
    }

    static double reinforced(double salience) {
        return Math.min(1, salience * REINFORCEMENT);
    }

    private static <T extends Comparable<T>> List<T> sorted(List<T> some, List<T> more) {
        TreeSet<T> all = new TreeSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private StmReply.Outcome insert(StmCandidate candidate, Hash id, String wording) {
        if (room() == 0 && !evictFor(candidate)) return new StmReply.Outcome(id, StmReply.Kind.NO_ROOM, id);
        StmEntry entry = StmEntry.of(
                candidate, now, state.clockMillis(), settings.shortTerm().ttl());
        events.add(new StmRemembered(entry));
        evicted.remove(id);
        changed.put(id, entry);
        newWordings.computeIfAbsent(wording, key -> new TreeSet<>()).add(id);
        size++;
        return new StmReply.Outcome(id, StmReply.Kind.PROMOTED_TO_STM, id);
    }

    /**
     * Lets the entry of the least decay score go, if it is worth less than the candidate. An entry that waits for the
     * swarm's agreement is never evicted: a burst of documents would push out what nobody has voted on yet.
     */
    private boolean evictFor(StmCandidate candidate) {
        StmEntry least = null;
        double leastScore = candidate.salience();
        for (StmEntry entry : state.entries()) {
            if (awaited(entry) || changed.containsKey(entry.id()) || evicted.contains(entry.id())) continue;
            double score = Decay.score(settings.decay(), entry.salience(), state.age(entry), entry.replays());
            if (score < leastScore) {
                leastScore = score;
                least = entry;
            }
        }
        if (least == null) return false;
        events.add(new StmForgotten(List.of(least.id()), StmForgotten.Reason.EVICTED));
        evicted.add(least.id());
        size--;
        return true;
    }

    private boolean awaited(StmEntry entry) {
        return entry.state() == StmEntry.State.VOTING
                || (entry.state() == StmEntry.State.PENDING
                        && entry.salience() >= settings.shortTerm().nominateSalience());
    }
}
