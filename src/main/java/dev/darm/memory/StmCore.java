package dev.darm.memory;

import dev.darm.codec.Hash;
import dev.darm.world.Effect;
import dev.darm.world.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a node's short-term memory: claims that this node believes and the swarm has not yet agreed on (seed 002
 * §3.3, Algorithms 11 and 17). Requests that change it are answered with effects, persisting first; questions are methods.
 *
 * <p>A claim is known by its id; the same claim from a further document reinforces its entry, the same document again does
 * nothing. Lifetimes and decay run on a clock that stands still while the node cannot reach a quorum, because a day of
 * partition must not expire everything that waits for it.
 */
public final class StmCore {

    /** What one tick may add to the clock at most, in ticks: a wall clock that jumps must not expire everything. */
    private static final int MAX_TICKS_AT_ONCE = 6;

    /** What a failed replay or bad feedback multiplies salience by (Algorithm 15). */
    private static final double WEAKENING = 0.85;

    private final MemorySettings settings;
    private final StmState state;
    private @Nullable Instant lastTick;
    private @Nullable Instant lastTriage;

    public StmCore(MemorySettings settings) {
        this.settings = settings;
        this.state = new StmState(settings.shortTerm().shardCapacity());
    }

    /** The shard as it was when {@code snapshot} was taken. */
    public static StmCore of(MemorySettings settings, StmSnapshot snapshot) {
        StmCore core = new StmCore(settings);
        core.state.restore(snapshot);
        return core;
    }

    public StmSnapshot snapshot() {
        return state.snapshot();
    }

    /** The only way in which a stored event changes the shard, when it happens and at recovery. */
    public void apply(StmEvent event) {
        state.apply(event);
    }

    public List<Effect<StmEvent, StmRequest, StmReply>> on(StmRequest request, Instant now) {
        return switch (request) {
            case StmRequest.Remember remember -> remember(remember, now);
            case StmRequest.Mark mark -> mark(mark, now);
            case StmRequest.Reinforce reinforce -> reinforce(reinforce);
            case StmRequest.Withdraw withdraw -> withdraw(withdraw);
            case StmRequest.Reembed(SortedMap<Hash, Embedding> vectors) -> reembed(vectors);
            case StmRequest.Erase(List<Hash> ids) -> erase(ids);
            case StmRequest.Tick tick -> tick(tick, now);
        };
    }

    /**
     * At most {@code max} entries that may be nominated (Algorithm 12): pending, salient enough, and at least {@code
     * minAge} old; those with priority first, then the oldest.
     */
    public List<StmEntry> nominable(int max, Duration minAge, Instant now) {
        double priority = settings.decay().prioritySalience();
        return state.entries().stream()
                .filter(entry -> entry.state() == StmEntry.State.PENDING)
                .filter(entry -> entry.salience() >= settings.shortTerm().nominateSalience())
                .filter(entry -> !entry.createdAt().plus(minAge).isAfter(now))
                .sorted(Comparator.comparing((StmEntry entry) -> entry.salience() < priority)
                        .thenComparing(StmEntry::createdAt)
                        .thenComparing(StmEntry::id))
                .limit(max)
                .toList();
    }

    /** An entry and its cosine to what was searched for. */
    public record Match(StmEntry entry, double cosine) {}

    /** At most {@code max} entries nearest to {@code vector}, nearest first. */
    public List<Match> search(Embedding vector, int max) {
        return state.entries().stream()
                .map(entry -> new Match(entry, vector.cosine(entry.embedding())))
                .sorted(Comparator.comparingDouble(Match::cosine).reversed())
                .limit(max)
                .toList();
    }

    /** At most {@code max} entries whose vector the encoder {@code encoder} did not make, by claim id. */
    public List<StmEntry> outdated(String encoder, int max) {
        return state.entries().stream()
                .filter(entry -> !entry.embedding().isOf(encoder))
                .limit(max)
                .toList();
    }

    public Optional<StmEntry> find(Hash claimId) {
        return state.find(claimId);
    }

    /** Every entry, by claim id. */
    public Collection<StmEntry> entries() {
        return state.entries();
    }

    public StmCounts counts() {
        return new StmCounts(
                count(entry -> entry.state() == StmEntry.State.PENDING),
                count(entry -> entry.state() == StmEntry.State.VOTING),
                count(entry -> entry.state() == StmEntry.State.REJECTED),
                count(StmEntry::contested),
                state.archived(),
                Math.max(0, settings.shortTerm().shardCapacity() - state.size()),
                state.clockMillis());
    }

    private int count(Predicate<StmEntry> which) {
        return (int) state.entries().stream().filter(which).count();
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> remember(StmRequest.Remember request, Instant now) {
        StmIntake intake = new StmIntake(settings, state, now);
        List<StmReply.Outcome> outcomes =
                request.candidates().stream().map(intake::take).toList();

        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        intake.events().forEach(event -> effects.add(new Effect.Persist<>(event)));
        effects.add(
                new Effect.Send<>(new Party.Asker(request.ticket()), new StmReply.Remembered(outcomes, intake.room())));
        for (StmEvent event : intake.events())
            if (event instanceof StmForgotten forgotten) publishForgotten(effects, forgotten.ids());
        intake.changed().forEach(entry -> publishRemembered(effects, entry));
        return effects;
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> mark(StmRequest.Mark request, Instant now) {
        List<StmEntry> held = held(request.ids());
        return switch (request.state()) {
            case PENDING -> turn(held, StmEntry.State.VOTING, StmEntry.State.PENDING, now);
            case VOTING -> turn(held, StmEntry.State.PENDING, StmEntry.State.VOTING, now);
            case CONSENSUS -> leave(held, ids -> new StmMarked(ids, StmEntry.State.CONSENSUS, now));
            case EXPIRED -> leave(held, ids -> new StmForgotten(ids, StmForgotten.Reason.EXPIRED));
            case REJECTED -> reject(held, now);
        };
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> turn(
            List<StmEntry> entries, StmEntry.State from, StmEntry.State to, Instant now) {
        for (StmEntry entry : entries) if (entry.state() == from) state.turn(entry, to, now);
        return List.of();
    }

    /** A rejected entry rests and comes back; one rejected too often is gone. */
    private List<Effect<StmEvent, StmRequest, StmReply>> reject(List<StmEntry> entries, Instant now) {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        List<StmEntry> spent = entries.stream()
                .filter(entry -> entry.retries() >= settings.shortTerm().retries())
                .toList();
        List<Hash> resting = ids(entries.stream()
                .filter(entry -> entry.state() != StmEntry.State.REJECTED && !spent.contains(entry))
                .toList());
        if (!resting.isEmpty()) effects.add(new Effect.Persist<>(new StmMarked(resting, StmEntry.State.REJECTED, now)));
        effects.addAll(leave(spent, ids -> new StmForgotten(ids, StmForgotten.Reason.EXPIRED)));
        return effects;
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> reinforce(StmRequest.Reinforce request) {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        List<StmEntry> weak = new ArrayList<>();
        List<StmEntry> changed = new ArrayList<>();
        for (StmEntry entry : held(request.ids())) {
            StmReinforced event = judged(entry, request.signal());
            if (event.salience() < settings.shortTerm().dropBelow()) {
                weak.add(entry);
            } else {
                effects.add(new Effect.Persist<>(event));
                changed.add(entry.with(event));
            }
        }
        effects.addAll(leave(weak, ids -> new StmForgotten(ids, StmForgotten.Reason.EXPIRED)));
        changed.forEach(entry -> publishRemembered(effects, entry));
        return effects;
    }

    private StmReinforced judged(StmEntry entry, StmRequest.Signal signal) {
        boolean good =
                switch (signal) {
                    case APPROVED, REPLAY_PASSED -> true;
                    case DISAPPROVED, REPLAY_FAILED -> false;
                };
        return new StmReinforced(
                entry.id(),
                entry.confidence(),
                good ? StmIntake.reinforced(entry.salience()) : entry.salience() * WEAKENING,
                entry.sources(),
                entry.echoes(),
                good ? state.clockMillis() + settings.shortTerm().ttl().toMillis() : entry.expiresMillis(),
                signal == StmRequest.Signal.REPLAY_PASSED ? entry.replays() + 1 : entry.replays(),
                entry.contestedWith());
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> withdraw(StmRequest.Withdraw request) {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        List<StmEntry> unsaid = new ArrayList<>();
        List<StmEntry> changed = new ArrayList<>();
        for (StmEntry entry : held(request.ids())) {
            List<SourceRef> sources = without(entry.sources(), request.uri());
            if (sources.isEmpty()) {
                unsaid.add(entry);
            } else if (sources.size() < entry.sources().size()) {
                StmReinforced event = new StmReinforced(
                        entry.id(),
                        entry.confidence(),
                        entry.salience(),
                        sources,
                        without(entry.echoes(), request.uri()),
                        entry.expiresMillis(),
                        entry.replays(),
                        entry.contestedWith());
                effects.add(new Effect.Persist<>(event));
                changed.add(entry.with(event));
            }
        }
        effects.addAll(leave(unsaid, ids -> new StmForgotten(ids, StmForgotten.Reason.WITHDRAWN)));
        List<Hash> archived = archivedOnly(request);
        if (!archived.isEmpty())
            effects.add(new Effect.Persist<>(new StmForgotten(archived, StmForgotten.Reason.WITHDRAWN)));
        changed.forEach(entry -> publishRemembered(effects, entry));
        return effects;
    }

    /** Promoted claims of the document: were they still recognised, saying them again could never bring them back. */
    private List<Hash> archivedOnly(StmRequest.Withdraw request) {
        return request.ids().stream()
                .distinct()
                .filter(id -> state.find(id).isEmpty() && state.archivedFrom(id, request.uri()))
                .toList();
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> erase(List<Hash> ids) {
        List<Hash> known = ids.stream()
                .distinct()
                .filter(id -> state.find(id).isPresent() || state.isArchived(id))
                .toList();
        if (known.isEmpty()) return List.of();
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        effects.add(new Effect.Persist<>(new StmForgotten(known, StmForgotten.Reason.WITHDRAWN)));
        publishForgotten(effects, known);
        return effects;
    }

    private static List<SourceRef> without(List<SourceRef> sources, String uri) {
        return sources.stream().filter(source -> !source.uri().equals(uri)).toList();
    }

    private List<Effect<StmEvent, StmRequest, StmReply>> tick(StmRequest.Tick request, Instant now) {
        advance(request.quorumReachable(), now);
        for (StmEntry entry : List.copyOf(state.entries())) {
            if (rested(entry, now)) state.turn(entry, StmEntry.State.PENDING, now);
        }
        Instant before = lastTriage;
        if (before != null && now.isBefore(before.plus(settings.shortTerm().triage()))) return List.of();
        lastTriage = now;
        return triage();
    }

    private void advance(boolean quorumReachable, Instant now) {
        Instant before = lastTick;
        lastTick = now;
        if (before == null || !quorumReachable) return;
        long limit = settings.shortTerm().tick().toMillis() * MAX_TICKS_AT_ONCE;
        long passed = Math.clamp(Duration.between(before, now).toMillis(), 0, limit);
        state.advanceTo(state.clockMillis() + passed);
    }

    private boolean rested(StmEntry entry, Instant now) {
        Duration rest =
                switch (entry.state()) {
                    case REJECTED -> settings.shortTerm().backOff();
                    case VOTING -> settings.shortTerm().votingTimeout();
                    case PENDING, CONSENSUS, EXPIRED -> null;
                };
        return rest != null && !entry.stateSince().plus(rest).isAfter(now);
    }

    /** Algorithm 17, and the clock made durable; capacity holds at all times because the intake evicts. */
    private List<Effect<StmEvent, StmRequest, StmReply>> triage() {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        effects.add(new Effect.Persist<>(new StmClock(state.clockMillis())));
        List<StmEntry> over = state.entries().stream().filter(this::expired).toList();
        effects.addAll(leave(over, ids -> new StmForgotten(ids, StmForgotten.Reason.EXPIRED)));
        return effects;
    }

    private boolean expired(StmEntry entry) {
        return entry.remaining(state.clockMillis()).isZero()
                || Decay.score(settings.decay(), entry.salience(), state.age(entry), entry.replays())
                        < settings.shortTerm().expireBelow();
    }

    private List<StmEntry> held(List<Hash> ids) {
        return ids.stream().distinct().flatMap(id -> state.find(id).stream()).toList();
    }

    private static List<Hash> ids(List<StmEntry> entries) {
        return entries.stream().map(StmEntry::id).toList();
    }

    private static List<Effect<StmEvent, StmRequest, StmReply>> leave(
            List<StmEntry> entries, java.util.function.Function<List<Hash>, StmEvent> event) {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        if (entries.isEmpty()) return effects;
        effects.add(new Effect.Persist<>(event.apply(ids(entries))));
        publishForgotten(effects, ids(entries));
        return effects;
    }

    private static void publishForgotten(List<Effect<StmEvent, StmRequest, StmReply>> effects, List<Hash> ids) {
        for (Hash id : ids) effects.add(new Effect.Publish<>(new StmReply.News(new MemoryNews.Forgotten(id))));
    }

    /**
     * Replaces vectors of entries that are here. Nothing is persisted: a vector follows from the text, snapshots have it
     * anyway, and what a restart finds outdated is encoded again.
     */
    private List<Effect<StmEvent, StmRequest, StmReply>> reembed(SortedMap<Hash, Embedding> vectors) {
        List<Effect<StmEvent, StmRequest, StmReply>> effects = new ArrayList<>();
        vectors.forEach((id, vector) -> find(id).ifPresent(entry -> {
            StmEntry now = entry.with(vector);
            state.reembed(now);
            publishRemembered(effects, now);
        }));
        return effects;
    }

    private static void publishRemembered(List<Effect<StmEvent, StmRequest, StmReply>> effects, StmEntry entry) {
        effects.add(new Effect.Publish<>(
                new StmReply.News(new MemoryNews.Remembered(entry.extracted(), entry.embedding(), entry.salience()))));
    }
}
