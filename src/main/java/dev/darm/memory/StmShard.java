package dev.darm.memory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.darm.codec.Hash;
import dev.darm.world.Effect;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import dev.darm.world.shell.WorldExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * One shard of this node's short-term memory: the persistent actor around {@link StmCore}. Local to its node; {@link
 * StmShards} says which shard has a claim.
 */
public final class StmShard extends EventSourcedBehavior<StmShard.Command, StmEvent, StmCore> {

    public sealed interface Command {}

    /** Take claims in (Algorithm 11); the reply comes when the outcomes are durable. */
    public record Remember(List<StmCandidate> candidates, ActorRef<StmReply.Remembered> replyTo) implements Command {}

    /** Which entries may be nominated (Algorithm 12), at most {@code max}, at least {@code minAge} old. */
    public record Nominable(int max, Duration minAge, ActorRef<Entries> replyTo) implements Command {}

    /** These entries are nominated. */
    public record MarkVoting(List<Hash> claimIds) implements Command {}

    /** These claims are in long-term memory. */
    public record MarkPromoted(List<Hash> claimIds) implements Command {}

    /** The heads rejected these; they rest, and come back a few times. */
    public record MarkRejected(List<Hash> claimIds) implements Command {}

    /** The ballots on these came to nothing; they may be nominated again. */
    public record MarkPending(List<Hash> claimIds) implements Command {}

    /** These entries were of use, or failed to be. */
    public record Reinforce(List<Hash> claimIds, StmRequest.Signal signal) implements Command {}

    /** The document no longer says these claims. */
    public record Withdraw(List<Hash> claimIds, String uri) implements Command {}

    /** A quorum agreed to forget these claims. */
    public record Erase(List<Hash> claimIds) implements Command {}

    /** At most {@code max} entries nearest to {@code vector}. */
    public record Search(Embedding vector, int max, ActorRef<Matches> replyTo) implements Command {}

    /** At most {@code max} entries whose vector the encoder {@code encoder} did not make. */
    public record Outdated(String encoder, int max, ActorRef<Entries> replyTo) implements Command {}

    /** These claims have these vectors now. */
    public record Reembed(SortedMap<Hash, Embedding> vectors) implements Command {}

    public record Find(Hash claimId, ActorRef<Found> replyTo) implements Command {}

    /** Every entry of this shard. */
    public record ListEntries(ActorRef<Entries> replyTo) implements Command {}

    public record CountEntries(ActorRef<StmCounts> replyTo) implements Command {}

    /** Whether this node can reach a quorum of heads; until told, it cannot, and lifetimes stand still. */
    public record QuorumReachable(boolean reachable) implements Command {}

    private record Tick() implements Command {}

    public record Entries(List<StmEntry> entries) {}

    public record Matches(List<StmCore.Match> matches) {}

    public record Found(Optional<StmEntry> entry) {}

    private final ActorContext<Command> context;
    private final MemorySettings settings;
    private final World world;
    private boolean quorumReachable;

    private StmShard(ActorContext<Command> context, PersistenceId id, MemorySettings settings) {
        super(id);
        this.context = context;
        this.settings = settings;
        this.world = WorldExtension.of(context.getSystem());
    }

    /** Shard {@code number} (from 0) of the node {@code node}. */
    public static Behavior<Command> create(String node, int number, MemorySettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), settings.shortTerm().tick());
            return new StmShard(context, PersistenceId.ofUniqueId("stm|" + node + "|" + number), settings);
        }));
    }

    @Override
    public StmCore emptyState() {
        return new StmCore(settings);
    }

    @Override
    public EventHandler<StmCore, StmEvent> eventHandler() {
        return (core, event) -> {
            core.apply(event);
            return core;
        };
    }

    @Override
    public CommandHandler<Command, StmEvent, StmCore> commandHandler() {
        return this::on;
    }

    private akka.persistence.typed.javadsl.Effect<StmEvent, StmCore> on(StmCore core, Command command) {
        return switch (command) {
            case Remember(List<StmCandidate> candidates, ActorRef<StmReply.Remembered> replyTo) ->
                change(core, new StmRequest.Remember(candidates, 0), replyTo::tell);
            case MarkVoting(List<Hash> ids) -> change(core, new StmRequest.Mark(ids, StmEntry.State.VOTING));
            case MarkPromoted(List<Hash> ids) -> change(core, new StmRequest.Mark(ids, StmEntry.State.CONSENSUS));
            case MarkRejected(List<Hash> ids) -> change(core, new StmRequest.Mark(ids, StmEntry.State.REJECTED));
            case MarkPending(List<Hash> ids) -> change(core, new StmRequest.Mark(ids, StmEntry.State.PENDING));
            case Reinforce(List<Hash> ids, StmRequest.Signal signal) ->
                change(core, new StmRequest.Reinforce(ids, signal));
            case Withdraw(List<Hash> ids, String uri) -> change(core, new StmRequest.Withdraw(ids, uri));
            case Erase(List<Hash> ids) -> change(core, new StmRequest.Erase(ids));
            case Tick() -> change(core, new StmRequest.Tick(quorumReachable));
            case QuorumReachable(boolean reachable) -> {
                quorumReachable = reachable;
                yield Effect().none();
            }
            case Nominable(int max, Duration minAge, ActorRef<Entries> replyTo) ->
                Effect().reply(replyTo, new Entries(core.nominable(max, minAge, world.now())));
            case Search(Embedding vector, int max, ActorRef<Matches> replyTo) ->
                Effect().reply(replyTo, new Matches(core.search(vector, max)));
            case Outdated(String encoder, int max, ActorRef<Entries> replyTo) ->
                Effect().reply(replyTo, new Entries(core.outdated(encoder, max)));
            case Reembed(SortedMap<Hash, Embedding> vectors) -> change(core, new StmRequest.Reembed(vectors));
            case Find(Hash id, ActorRef<Found> replyTo) -> Effect().reply(replyTo, new Found(core.find(id)));
            case ListEntries(ActorRef<Entries> replyTo) ->
                Effect().reply(replyTo, new Entries(List.copyOf(core.entries())));
            case CountEntries(ActorRef<StmCounts> replyTo) -> Effect().reply(replyTo, core.counts());
        };
    }

    private akka.persistence.typed.javadsl.Effect<StmEvent, StmCore> change(StmCore core, StmRequest request) {
        return change(core, request, reply -> {});
    }

    private akka.persistence.typed.javadsl.Effect<StmEvent, StmCore> change(
            StmCore core, StmRequest request, Consumer<StmReply.Remembered> answer) {
        List<StmEvent> events = new ArrayList<>();
        List<StmReply> replies = new ArrayList<>();
        for (Effect<StmEvent, StmRequest, StmReply> effect : core.on(request, world.now())) {
            switch (effect) {
                case Effect.Persist<StmEvent, StmRequest, StmReply>(StmEvent event) -> events.add(event);
                case Effect.Send<StmEvent, StmRequest, StmReply> send -> replies.add(send.message());
                case Effect.Publish<StmEvent, StmRequest, StmReply>(StmReply news) -> replies.add(news);
                case Effect.Schedule<StmEvent, StmRequest, StmReply> timer -> throw unexpected(timer);
                case Effect.Cancel<StmEvent, StmRequest, StmReply> timer -> throw unexpected(timer);
            }
        }
        return Effect().persist(events).thenRun(after -> replies.forEach(reply -> say(reply, answer)));
    }

    private static IllegalStateException unexpected(Effect<StmEvent, StmRequest, StmReply> effect) {
        return new IllegalStateException("short-term memory has one timer, which its actor owns: " + effect);
    }

    private void say(StmReply reply, Consumer<StmReply.Remembered> answer) {
        switch (reply) {
            case StmReply.Remembered remembered -> answer.accept(remembered);
            case StmReply.News(MemoryNews news) -> publish(news);
        }
    }

    private void publish(MemoryNews news) {
        context.getSystem().eventStream().tell(new EventStream.Publish<>(news));
    }

    @Override
    public SignalHandler<StmCore> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    /** Indexes over short-term memory are derived; they are told anew what it holds. */
    private void onRecovered(StmCore core) {
        for (StmEntry entry : core.entries()) {
            publish(new MemoryNews.Remembered(entry.extracted(), entry.embedding(), entry.salience()));
        }
    }

    @Override
    public boolean shouldSnapshot(StmCore core, StmEvent event, long sequence) {
        return world.unlikely(Unlikely.MEMORY_SNAPSHOT_NOW);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.shortTerm().snapshotEvery(), 2)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public SnapshotAdapter<StmCore> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(StmCore core) {
                return core.snapshot();
            }

            @Override
            public StmCore fromJournal(Object stored) {
                return StmCore.of(settings, (StmSnapshot) stored);
            }
        };
    }
}
