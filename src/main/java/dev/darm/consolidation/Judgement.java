package dev.darm.consolidation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.darm.codec.Hash;
import dev.darm.encoding.ClaimExtractor;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Verdict;
import dev.darm.memory.Claim;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks into one nomination and stops: fetches the evidence, reads it again, asks what this node knows, and keeps the
 * bodies of what is true before it reports, so that a YES never stands for a body that this node could lose.
 */
final class Judgement extends AbstractBehavior<Judgement.Command> {

    sealed interface Command {}

    private record PassageCame(Hash wanted, Optional<Passage> passage) implements Command {}

    private record DocumentCame(String uri, Optional<Document> document) implements Command {}

    private record EvidenceLate() implements Command {}

    private record Judged(KnowledgeKeeper.Verdicts verdicts) implements Command {}

    private record TargetsFound(LongTermMemory.Entries targets) implements Command {}

    private record Contested(LongTermMemory.Contests contests) implements Command {}

    private record Kept(BodyStore.Staged staged) implements Command {}

    private record GiveUp() implements Command {}

    /** What a judgement asks; the same for all of a node. */
    record Sources(
            PassageSource passages,
            Knowledge knowledge,
            ActorRef<LongTermMemory.Command> longTerm,
            ActorRef<BodyStore.Command> bodies,
            Duration timeout) {}

    private final Output.Judge judge;
    private final Sources sources;
    private final ActorRef<Input> replyTo;
    private final Reading reading = new Reading(ClaimExtractor::extract);
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<Integer, ExtractedClaim> said = new TreeMap<>();
    private int awaited;
    private Optional<List<Verdict>> verdicts = Optional.empty();
    private Optional<SortedMap<Hash, LongTermEntry>> targets = Optional.empty();
    private Optional<List<Contest>> contests = Optional.empty();

    static Behavior<Command> create(Output.Judge judge, Sources sources, ActorRef<Input> replyTo) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Judgement(context, timers, judge, sources, replyTo)));
    }

    private Judgement(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Output.Judge judge,
            Sources sources,
            ActorRef<Input> replyTo) {
        super(context);
        this.judge = judge;
        this.sources = sources;
        this.replyTo = replyTo;
        timers.startSingleTimer(new EvidenceLate(), sources.timeout());
        timers.startSingleTimer(new GiveUp(), sources.timeout().multipliedBy(3));
        fetch();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case PassageCame(Hash wanted, Optional<Passage> passage) -> {
                reading.take(wanted, passage);
                yield came();
            }
            case DocumentCame(String uri, Optional<Document> document) -> {
                reading.take(uri, document);
                yield came();
            }
            case EvidenceLate() -> {
                if (awaited > 0) consult();
                yield this;
            }
            case Judged(KnowledgeKeeper.Verdicts(List<Verdict> found)) -> {
                verdicts = Optional.of(found);
                yield conclude();
            }
            case TargetsFound(LongTermMemory.Entries(SortedMap<Hash, LongTermEntry> found)) -> {
                targets = Optional.of(found);
                yield conclude();
            }
            case Contested(LongTermMemory.Contests(List<Contest> open)) -> {
                contests = Optional.of(open);
                yield conclude();
            }
            case Kept(BodyStore.Staged(Optional<String> failure)) ->
                failure.map(this::fail).orElseGet(this::report);
            case GiveUp() -> fail("no verdict within " + sources.timeout().multipliedBy(3));
        };
    }

    private void fetch() {
        TreeSet<Hash> passages = new TreeSet<>();
        TreeSet<String> documents = new TreeSet<>();
        for (int i = 0; i < judge.disclosures().size(); i++)
            for (SourceRef source : body(i).sources()) {
                if (kind(i) == NominationItem.Kind.RESOLVE) continue;
                if (kind(i) == NominationItem.Kind.WITHDRAW) documents.add(source.uri());
                else passages.add(source.passage());
            }
        awaited = passages.size() + documents.size();
        for (Hash wanted : passages)
            getContext()
                    .pipeToSelf(
                            sources.passages().passage(wanted),
                            (passage, failed) -> new PassageCame(wanted, failed == null ? passage : Optional.empty()));
        for (String uri : documents)
            getContext()
                    .pipeToSelf(
                            sources.passages().current(uri),
                            (document, failed) -> new DocumentCame(uri, failed == null ? document : Optional.empty()));
        if (awaited == 0) consult();
    }

    private Behavior<Command> came() {
        if (awaited > 0 && --awaited == 0) consult();
        return this;
    }

    /** All the evidence that will come is here: reads it, and asks the graph and long-term memory about what it says. */
    private void consult() {
        awaited = 0;
        List<Hash> wanted = new ArrayList<>();
        for (int i = 0; i < judge.disclosures().size(); i++) {
            findings.add(read(i));
            wanted.addAll(judge.nomination().items().get(i).targets());
        }
        sources.knowledge()
                .keeper()
                .tell(new KnowledgeKeeper.Validate(
                        List.copyOf(said.values()),
                        Knowledge.HOPS,
                        getContext().messageAdapter(KnowledgeKeeper.Verdicts.class, Judged::new)));
        sources.longTerm()
                .tell(new LongTermMemory.Get(
                        wanted, getContext().messageAdapter(LongTermMemory.Entries.class, TargetsFound::new)));
        sources.longTerm()
                .tell(new LongTermMemory.GetContests(
                        getContext().messageAdapter(LongTermMemory.Contests.class, Contested::new)));
    }

    private Finding read(int item) {
        if (kind(item) == NominationItem.Kind.WITHDRAW) return reading.gone(body(item));
        if (kind(item) == NominationItem.Kind.RESOLVE) return new Finding.NoContest();
        return switch (reading.said(body(item))) {
            case Reading.Result.Said(ExtractedClaim read) -> {
                said.put(item, read);
                yield new Finding.Unavailable();
            }
            case Reading.Result.Missing() -> new Finding.Unavailable();
            case Reading.Result.NotSaid(String why) -> new Finding.Ungrounded(why);
        };
    }

    private Behavior<Command> conclude() {
        if (verdicts.isEmpty() || targets.isEmpty() || contests.isEmpty()) return this;
        int next = 0;
        List<Disclosure> keep = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            if (said.containsKey(i)) findings.set(i, judged(i, verdicts.get().get(next++), targets.get()));
            else if (findings.get(i) instanceof Finding.Gone) findings.set(i, goneFrom(i, targets.get()));
            else if (kind(i) == NominationItem.Kind.RESOLVE) findings.set(i, dueAt(i));
            if (toKeep(findings.get(i))) keep.add(judge.disclosures().get(i));
        }
        if (keep.isEmpty()) return report();
        sources.bodies()
                .tell(new BodyStore.Stage(keep, getContext().messageAdapter(BodyStore.Staged.class, Kept::new)));
        return this;
    }

    private Finding judged(int item, Verdict verdict, SortedMap<Hash, LongTermEntry> entries) {
        List<Claim> contested = new ArrayList<>();
        for (Hash target : judge.nomination().items().get(item).targets()) {
            LongTermEntry entry = entries.get(target);
            if (entry == null) return new Finding.UnknownTarget();
            contested.add(entry.claim());
        }
        ExtractedClaim read = said.get(item);
        if (read == null) return new Finding.Unavailable();
        boolean open = kind(item) == NominationItem.Kind.CHALLENGE || kind(item) == NominationItem.Kind.EVIDENCE;
        Finding finding =
                Knowledge.judge(sources.knowledge().suite(), body(item), verdict, open, read.uncertainty(), contested);
        return kind(item) == NominationItem.Kind.EVIDENCE && finding instanceof Finding.Grounded grounded
                ? supports(item, grounded, entries)
                : finding;
    }

    /** Whether what the sources say is one side of an open contest, and they are new there. */
    private Finding supports(int item, Finding.Grounded grounded, SortedMap<Hash, LongTermEntry> entries) {
        List<Hash> about = judge.nomination().items().get(item).targets();
        Hash side = about.getLast();
        Optional<Contest> contest = contest(about.getFirst());
        if (contest.isEmpty() || !contest.get().has(side)) return new Finding.NoContest();
        Optional<Hash> salt = contest.get().salt();
        LongTermEntry entry = entries.get(side);
        if (salt.isEmpty() || entry == null) return new Finding.UnknownTarget();
        if (!entry.claim().id().equals(body(item).claim().id()))
            return new Finding.Ungrounded("that side of the contest does not make this claim");
        List<SourceRef> fresh = contest.get().notNamed(body(item).sources()).stream()
                .filter(source -> entry.sources().stream()
                        .noneMatch(known -> known.passage().equals(source.passage())))
                .toList();
        return fresh.isEmpty() ? new Finding.NotNew() : new Finding.Supports(salt.get(), grounded.uncertainty(), fresh);
    }

    private Finding dueAt(int item) {
        return contest(judge.nomination().items().get(item).targets().getFirst())
                .<Finding>map(contest -> new Finding.DueAt(contest.dueAt()))
                .orElseGet(Finding.NoContest::new);
    }

    private Optional<Contest> contest(Hash challenge) {
        return contests.orElse(List.of()).stream()
                .filter(contest -> contest.challenge().equals(challenge))
                .findFirst();
    }

    private static boolean toKeep(Finding finding) {
        return finding instanceof Finding.Grounded
                || finding instanceof Finding.Gone
                || finding instanceof Finding.Supports;
    }

    private Finding goneFrom(int item, SortedMap<Hash, LongTermEntry> entries) {
        LongTermEntry entry =
                entries.get(judge.nomination().items().get(item).targets().getFirst());
        if (entry == null) return new Finding.UnknownTarget();
        boolean its = entry.claim().id().equals(body(item).claim().id())
                && entry.sources().containsAll(body(item).sources());
        return its
                ? new Finding.Gone()
                : new Finding.Ungrounded("the entry does not have that claim and those sources");
    }

    private Behavior<Command> report() {
        replyTo.tell(new Input.Judged(judge.nomination().id(), Hash.ZERO, List.copyOf(findings)));
        return Behaviors.stopped();
    }

    private Behavior<Command> fail(String why) {
        replyTo.tell(new Input.JudgingFailed(judge.nomination().id(), why));
        return Behaviors.stopped();
    }

    private ClaimBody body(int item) {
        return judge.disclosures().get(item).body();
    }

    private NominationItem.Kind kind(int item) {
        return judge.nomination().items().get(item).kind();
    }
}
