package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.darm.codec.Hash;
import dev.darm.knowledge.Conflict;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Verdict;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import dev.darm.memory.StmEntry;
import dev.darm.memory.StmShard;
import dev.darm.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what may be nominated and stops (Algorithm 12): asks the shards of short-term memory, drops what long-term memory
 * has, and turns what contradicts it into challenges.
 */
final class Scout extends AbstractBehavior<Scout.Command> {

    sealed interface Command {}

    private record Came(StmShard.Entries entries) implements Command {}

    private record Judged(KnowledgeKeeper.Verdicts verdicts) implements Command {}

    private record Found(LongTermMemory.Entries entries) implements Command {}

    private record Contested(LongTermMemory.Contests contests) implements Command {}

    private record GiveUp() implements Command {}

    /**
     * What a scout asks; the same for all of a node.
     *
     * @param patience how long after a contest's time is over this head leaves it to others to say so
     */
    record Places(
            List<ActorRef<StmShard.Command>> shortTerm,
            ActorRef<LongTermMemory.Command> longTerm,
            Knowledge knowledge,
            World world,
            Duration minAge,
            Duration timeout,
            Duration patience) {}

    private final Output.FindEligible order;
    private final Places places;
    private final ActorRef<Input> replyTo;
    private final List<StmEntry> eligible = new ArrayList<>();
    private final TreeMap<Hash, Verdict> verdicts = new TreeMap<>();
    private List<Contest> contests = List.of();
    private int awaited;

    static Behavior<Command> create(Output.FindEligible order, Places places, ActorRef<Input> replyTo) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Scout(context, timers, order, places, replyTo)));
    }

    private Scout(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Output.FindEligible order,
            Places places,
            ActorRef<Input> replyTo) {
        super(context);
        this.order = order;
        this.places = places;
        this.replyTo = replyTo;
        timers.startSingleTimer(new GiveUp(), places.timeout());
        ActorRef<StmShard.Entries> came = context.messageAdapter(StmShard.Entries.class, Came::new);
        awaited = places.shortTerm().size();
        for (ActorRef<StmShard.Command> shard : places.shortTerm())
            shard.tell(new StmShard.Nominable(order.max(), places.minAge(), came));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case Came(StmShard.Entries(List<StmEntry> entries)) -> {
                eligible.addAll(entries);
                if (--awaited == 0) askKnowledge();
                yield this;
            }
            case Judged(KnowledgeKeeper.Verdicts(List<Verdict> found)) -> {
                found.forEach(verdict -> verdicts.put(verdict.claimId(), verdict));
                places.longTerm()
                        .tell(new LongTermMemory.GetContests(
                                getContext().messageAdapter(LongTermMemory.Contests.class, Contested::new)));
                yield this;
            }
            case Contested(LongTermMemory.Contests(List<Contest> open)) -> {
                contests = open;
                askLongTerm();
                yield this;
            }
            case Found(LongTermMemory.Entries(SortedMap<Hash, LongTermEntry> entries)) -> report(entries);
            case GiveUp() -> Behaviors.stopped();
        };
    }

    private void askKnowledge() {
        eligible.sort(Comparator.comparingDouble(StmEntry::salience).reversed().thenComparing(StmEntry::id));
        if (eligible.size() > order.max())
            eligible.subList(order.max(), eligible.size()).clear();
        places.knowledge()
                .keeper()
                .tell(new KnowledgeKeeper.Validate(
                        eligible.stream().map(StmEntry::extracted).toList(),
                        Knowledge.HOPS,
                        getContext().messageAdapter(KnowledgeKeeper.Verdicts.class, Judged::new)));
    }

    private void askLongTerm() {
        TreeSet<Hash> claims = new TreeSet<>();
        eligible.forEach(entry -> claims.add(entry.id()));
        order.retractions().forEach(body -> claims.add(body.claim().id()));
        for (Verdict verdict : verdicts.values())
            for (Conflict conflict : verdict.conflicts()) if (conflict.longTerm()) claims.add(conflict.claimId());
        for (Contest contest : contests) {
            claims.add(contest.challenge());
            claims.addAll(contest.targets());
        }
        places.longTerm()
                .tell(new LongTermMemory.Get(
                        List.copyOf(claims), getContext().messageAdapter(LongTermMemory.Entries.class, Found::new)));
    }

    private Behavior<Command> report(SortedMap<Hash, LongTermEntry> known) {
        List<Candidate> candidates = new ArrayList<>();
        List<Hash> nothingLeft = new ArrayList<>();
        List<Hash> notYet = new ArrayList<>();
        for (ClaimBody retraction : order.retractions()) {
            LongTermEntry entry = known.get(retraction.claim().id());
            if (entry == null) {
                notYet.add(retraction.hash());
                continue;
            }
            List<SourceRef> gone = retraction.sources().stream()
                    .filter(entry.sources()::contains)
                    .toList();
            if (gone.isEmpty() || entry.standing() == Standing.WITHDRAWN) nothingLeft.add(retraction.hash());
            else
                candidates.add(new Candidate(
                        NominationItem.Kind.WITHDRAW,
                        new ClaimBody(entry.claim(), gone, ""),
                        Basis.ONE,
                        List.of(entry.commitment())));
        }
        List<Hash> promoted = new ArrayList<>();
        for (StmEntry entry : eligible) {
            LongTermEntry already = known.get(entry.id());
            if (already != null
                    && already.standing() != Standing.WITHDRAWN
                    && already.standing() != Standing.QUARANTINED
                    && already.sources().containsAll(entry.sources())) promoted.add(entry.id());
            else candidates.add(evidence(entry, known).orElseGet(() -> candidate(entry, known)));
        }
        candidates.addAll(resolutions(known));
        if (!promoted.isEmpty()) places.shortTerm().forEach(shard -> shard.tell(new StmShard.MarkPromoted(promoted)));
        if (!nothingLeft.isEmpty()) replyTo.tell(new Input.NothingToRetract(nothingLeft));
        if (!notYet.isEmpty()) replyTo.tell(new Input.NotPromotedYet(notYet));
        if (!candidates.isEmpty()) {
            List<Hash> salts = candidates.stream()
                    .map(candidate -> Hash.ofBytes(places.world().secret(Hash.LENGTH)))
                    .toList();
            replyTo.tell(new Input.Eligible(candidates, salts));
        }
        return Behaviors.stopped();
    }

    private Candidate candidate(StmEntry entry, SortedMap<Hash, LongTermEntry> known) {
        Verdict verdict = verdicts.get(entry.id());
        List<Hash> targets = verdict == null
                ? List.of()
                : verdict.conflicts().stream()
                        .filter(Conflict::longTerm)
                        .map(conflict -> known.get(conflict.claimId()))
                        .filter(rival -> rival != null
                                && places.knowledge().contradicts().test(entry.claim(), rival.claim()))
                        .map(LongTermEntry::commitment)
                        .distinct()
                        .limit(NominationItem.MAX_TARGETS)
                        .toList();
        LongTermEntry already = known.get(entry.id());
        boolean challenge =
                !targets.isEmpty() && (already == null || !already.standing().holds());
        return new Candidate(
                challenge ? NominationItem.Kind.CHALLENGE : NominationItem.Kind.PROMOTE,
                body(entry),
                Basis.of(entry.salience()),
                challenge ? targets : List.of());
    }

    /** Further sources for one side of an open contest. */
    private Optional<Candidate> evidence(StmEntry entry, SortedMap<Hash, LongTermEntry> known) {
        LongTermEntry already = known.get(entry.id());
        if (already == null || already.standing() != Standing.CONTESTED) return Optional.empty();
        List<SourceRef> further = entry.sources().stream()
                .filter(source -> !already.sources().contains(source))
                .sorted()
                .distinct()
                .limit(ClaimBody.MAX_SOURCES)
                .toList();
        return contests.stream()
                .filter(contest -> side(contest, entry.id(), known).isPresent())
                .findFirst()
                .map(contest -> new Candidate(
                        NominationItem.Kind.EVIDENCE,
                        new ClaimBody(entry.claim(), further, ""),
                        Basis.of(entry.salience()),
                        List.of(
                                contest.challenge(),
                                side(contest, entry.id(), known).orElseThrow())));
    }

    private static Optional<Hash> side(Contest contest, Hash claimId, SortedMap<Hash, LongTermEntry> known) {
        List<Hash> sides = new ArrayList<>(List.of(contest.challenge()));
        sides.addAll(contest.targets());
        return sides.stream()
                .filter(side -> Optional.ofNullable(known.get(side))
                        .filter(entry -> entry.claim().id().equals(claimId))
                        .isPresent())
                .findFirst();
    }

    /** Contests whose time is over though the chain has no block yet that shows it. */
    private List<Candidate> resolutions(SortedMap<Hash, LongTermEntry> known) {
        Instant since = places.world().now().minus(places.patience());
        List<Candidate> candidates = new ArrayList<>();
        for (Contest contest : contests) {
            LongTermEntry challenger = known.get(contest.challenge());
            if (challenger == null || contest.dueAt().isAfter(since)) continue;
            List<SourceRef> sources = challenger.sources();
            candidates.add(new Candidate(
                    NominationItem.Kind.RESOLVE,
                    new ClaimBody(
                            challenger.claim(),
                            sources.subList(0, Math.min(sources.size(), ClaimBody.MAX_SOURCES)),
                            ""),
                    Basis.ONE,
                    List.of(contest.challenge())));
        }
        return candidates;
    }

    /** With more sources than fit, the first ones; their headings may be others, so none is stated. */
    private static ClaimBody body(StmEntry entry) {
        List<SourceRef> sources = entry.sources().stream().sorted().distinct().toList();
        boolean fits = sources.size() <= ClaimBody.MAX_SOURCES;
        boolean heading = fits && entry.heading().length() <= ClaimBody.MAX_HEADING_CHARS;
        return new ClaimBody(
                entry.claim(),
                fits ? sources : sources.subList(0, ClaimBody.MAX_SOURCES),
                heading ? entry.heading() : "");
    }
}
