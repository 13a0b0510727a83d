package dev.darm.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.darm.codec.Hash;
import dev.darm.consolidation.BodyStore;
import dev.darm.consolidation.Consolidator;
import dev.darm.consolidation.LongTermMemory;
import dev.darm.encoding.ClaimExtractor;
import dev.darm.encoding.Encoder;
import dev.darm.knowledge.Exhibit;
import dev.darm.knowledge.KnowledgeKeeper;
import dev.darm.knowledge.Validity;
import dev.darm.knowledge.Verdict;
import dev.darm.memory.Document;
import dev.darm.memory.Embedding;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.MemoryEncode;
import dev.darm.memory.Passage;
import dev.darm.memory.StmCandidate;
import dev.darm.memory.StmReply;
import dev.darm.memory.StmShard;
import dev.darm.memory.Trace;
import dev.darm.memory.Validation;
import dev.darm.memory.source.Library;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The studying of one document, step by step: read its claims; leave out those that long-term memory has from it; judge the
 * rest; encode them through the agent's episodic buffer (Algorithm 10); hand them to short-term memory (Algorithm 11);
 * retract what the version before said and this one does not. A step that fails or a short-term memory without room ends
 * it with "not done", and the library gives the document again later; every step may be repeated.
 */
final class Study extends AbstractBehavior<Study.Step> {

    sealed interface Step {}

    private record Known(LongTermMemory.Entries entries) implements Step {}

    private record Unforgotten(BodyStore.Forgotten forgotten) implements Step {}

    private record Judged(KnowledgeKeeper.Verdicts verdicts) implements Step {}

    private record Vectors(List<Embedding> vectors) implements Step {}

    private record Encoded(Agent.Encoded encoded) implements Step {}

    private record Remembered(StmReply.Remembered remembered) implements Step {}

    private record Retracted(Consolidator.Noted noted) implements Step {}

    private record Failed(String why) implements Step {}

    private final Library.ToStudy order;
    private final Desk desk;
    private final ActorRef<Agent.Command> agent;
    private final TimerScheduler<Step> timers;
    private final AgentSettings settings;
    private final Map<Hash, ExtractedClaim> claims;
    private final Map<Hash, ExtractedClaim> dropped;
    private final Map<Hash, Verdict> verdicts = new LinkedHashMap<>();
    private List<ExtractedClaim> fresh = List.of();
    private int awaitedShards;
    private boolean roomForAll = true;

    static Behavior<Step> create(
            Library.ToStudy order, Desk desk, AgentSettings settings, ActorRef<Agent.Command> agent) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Study(context, timers, order, desk, settings, agent).begin()));
    }

    private Study(
            ActorContext<Step> context,
            TimerScheduler<Step> timers,
            Library.ToStudy order,
            Desk desk,
            AgentSettings settings,
            ActorRef<Agent.Command> agent) {
        super(context);
        this.order = order;
        this.desk = desk;
        this.agent = agent;
        this.timers = timers;
        this.settings = settings;
        this.claims = claimsOf(order.document());
        this.dropped = order.previous().map(Study::claimsOf).orElseGet(LinkedHashMap::new);
        dropped.keySet().removeAll(claims.keySet());
    }

    private static Map<Hash, ExtractedClaim> claimsOf(Document document) {
        Map<Hash, ExtractedClaim> byId = new LinkedHashMap<>();
        for (Passage passage : document.passages()) {
            for (ExtractedClaim claim : ClaimExtractor.extract(passage))
                byId.putIfAbsent(claim.claim().id(), claim);
        }
        return byId;
    }

    private Behavior<Step> begin() {
        if (claims.isEmpty() && dropped.isEmpty()) return finish(true);
        next();
        desk.longTerm()
                .tell(new LongTermMemory.Get(
                        List.copyOf(claims.keySet()),
                        getContext().messageAdapter(LongTermMemory.Entries.class, Known::new)));
        return this;
    }

    /** Gives the next step its time. */
    private void next() {
        timers.startSingleTimer("step", new Failed("a step took too long"), settings.studyTimeout());
    }

    @Override
    public Receive<Step> createReceive() {
        return newReceiveBuilder().onMessage(Step.class, this::on).build();
    }

    private Behavior<Step> on(Step step) {
        next();
        return switch (step) {
            case Known(LongTermMemory.Entries found) ->
                onKnown(List.copyOf(found.entries().values()));
            case Unforgotten(BodyStore.Forgotten(List<Hash> forgotten)) -> onUnforgotten(forgotten);
            case Judged(KnowledgeKeeper.Verdicts(List<Verdict> judged)) -> onJudged(judged);
            case Vectors(List<Embedding> vectors) -> onVectors(vectors);
            case Encoded(Agent.Encoded(List<Trace> traces)) -> onEncoded(traces);
            case Remembered(StmReply.Remembered(List<StmReply.Outcome> outcomes, int room)) -> onRemembered(outcomes);
            case Retracted retracted -> finish(roomForAll);
            case Failed(String why) -> {
                getContext()
                        .getLog()
                        .warn("studying {} is put off: {}", order.document().uri(), why);
                yield finish(false);
            }
        };
    }

    private Behavior<Step> onKnown(List<LongTermEntry> entries) {
        Set<Hash> settled = new HashSet<>();
        for (LongTermEntry entry : entries) {
            boolean fromHere = entry.sources().stream()
                    .anyMatch(source -> source.uri().equals(order.document().uri()));
            if (fromHere && entry.standing() != LongTermEntry.Standing.WITHDRAWN)
                settled.add(entry.claim().id());
        }
        fresh = claims.values().stream()
                .filter(claim -> !settled.contains(claim.claim().id()))
                .toList();
        desk.longTerm()
                .tell(new LongTermMemory.WereForgotten(
                        List.copyOf(claims.values()),
                        order.document().time(),
                        getContext().messageAdapter(BodyStore.Forgotten.class, Unforgotten::new)));
        return this;
    }

    /** A claim that was forgotten comes back only from a version of the document that was fed after that. */
    private Behavior<Step> onUnforgotten(List<Hash> forgotten) {
        fresh = fresh.stream()
                .filter(claim -> !forgotten.contains(claim.claim().id()))
                .toList();
        List<ExtractedClaim> own = claims.values().stream()
                .filter(claim -> !forgotten.contains(claim.claim().id()))
                .toList();
        desk.knowledge().tell(new KnowledgeKeeper.RememberOwn(own));
        desk.knowledge()
                .tell(new KnowledgeKeeper.Validate(
                        fresh, 1, getContext().messageAdapter(KnowledgeKeeper.Verdicts.class, Judged::new)));
        return this;
    }

    private Behavior<Step> onJudged(List<Verdict> judged) {
        judged.forEach(verdict -> verdicts.put(verdict.claimId(), verdict));
        Encoder encoder = desk.encoder().now();
        List<CompletableFuture<Embedding>> encodings = fresh.stream()
                .map(claim -> encoder.embed(claim.claim().text()).toCompletableFuture())
                .toList();
        getContext()
                .pipeToSelf(
                        CompletableFuture.allOf(encodings.toArray(CompletableFuture[]::new)),
                        (all, failure) -> vectors(encodings, failure));
        return this;
    }

    private static Step vectors(List<CompletableFuture<Embedding>> encodings, @Nullable Throwable failure) {
        if (failure != null) return new Failed("the encoder failed: " + failure);
        return new Vectors(encodings.stream().map(CompletableFuture::join).toList());
    }

    private Behavior<Step> onVectors(List<Embedding> vectors) {
        List<MemoryEncode.Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++)
            candidates.add(MemoryEncode.Candidate.read(fresh.get(i), vectors.get(i), 0));
        agent.tell(new Agent.Encode(
                order.document().uri(), candidates, getContext().messageAdapter(Agent.Encoded.class, Encoded::new)));
        return this;
    }

    private Behavior<Step> onEncoded(List<Trace> traces) {
        List<StmCandidate> candidates = new ArrayList<>();
        for (Trace trace : traces) {
            Verdict verdict = verdicts.get(trace.claim().claim().id());
            if (verdict != null) candidates.add(candidate(trace, verdict));
        }
        TreeMap<Integer, List<StmCandidate>> split = desk.shortTerm().split(candidates);
        ActorRef<StmReply.Remembered> replyTo = getContext().messageAdapter(StmReply.Remembered.class, Remembered::new);
        split.forEach((shard, part) -> desk.shortTerm().shards().get(shard).tell(new StmShard.Remember(part, replyTo)));
        awaitedShards = split.size();
        return awaitedShards == 0 ? retract() : this;
    }

    private StmCandidate candidate(Trace trace, Verdict verdict) {
        ExtractedClaim claim = trace.claim();
        Exhibit exhibit = Exhibit.of(claim.claim(), claim.heading(), List.of(claim.source()));
        Validity validity = desk.validity().examine(exhibit, verdict, verdict.challengesLongTerm());
        return new StmCandidate(
                claim,
                trace.vector(),
                trace.salience(),
                new Validation(verdict.bfsScore(), verdict.grounding().grounded() ? 1 : 0, validity.score()),
                verdict.conflict(),
                verdict.conflictsWith());
    }

    private Behavior<Step> onRemembered(List<StmReply.Outcome> outcomes) {
        for (StmReply.Outcome outcome : outcomes) roomForAll &= outcome.kind() != StmReply.Kind.NO_ROOM;
        return --awaitedShards > 0 ? this : retract();
    }

    private Behavior<Step> retract() {
        if (!dropped.isEmpty()) {
            String uri = order.document().uri();
            desk.shortTerm().tellAll(new StmShard.Withdraw(List.copyOf(dropped.keySet()), uri));
            desk.knowledge().tell(new KnowledgeKeeper.Forget(List.copyOf(dropped.keySet())));
            if (desk.consolidator().isPresent()) {
                ActorRef<Consolidator.Noted> noted =
                        getContext().messageAdapter(Consolidator.Noted.class, Retracted::new);
                desk.consolidator().get().tell(new Consolidator.Retract(List.copyOf(dropped.values()), noted));
                return this;
            }
        }
        return finish(roomForAll);
    }

    private Behavior<Step> finish(boolean done) {
        order.replyTo().tell(new Library.StudyResult(order.document().content(), done));
        return Behaviors.stopped();
    }
}
