package dev.darm.recall;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.darm.codec.Hash;
import dev.darm.encoding.Encoder;
import dev.darm.memory.Embedding;
import dev.darm.memory.StmEntry;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Encodes anew the claims of this node's short-term memory whose vector an earlier encoder made: shard after shard, a small
 * batch at a time. It goes round once for every encoder it is told, and from time to time after that, because a claim that
 * was being studied meanwhile may come with an old vector. News of the shard tells recall.
 */
public final class ShortTermVectors extends AbstractBehavior<ShortTermVectors.Command> {

    public sealed interface Command {}

    /** From now on all vectors are to be made by {@code encoder}. */
    public record SwitchTo(Encoder encoder) implements Command {}

    private record Look() implements Command {}

    private record Came(StmShard.Entries entries) implements Command {}

    private record Encoded(int shard, SortedMap<Hash, Embedding> vectors) implements Command {}

    private record Failed(String why) implements Command {}

    private final StmShards shortTerm;
    private final RecallSettings settings;
    private final TimerScheduler<Command> timers;
    private final ActorRef<StmShard.Entries> came;
    private Encoder encoder;
    private int shard;

    /** @param encoder with which the node starts */
    public static Behavior<Command> create(StmShards shortTerm, Encoder encoder, RecallSettings settings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ShortTermVectors(context, timers, shortTerm, encoder, settings)));
    }

    private ShortTermVectors(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StmShards shortTerm,
            Encoder encoder,
            RecallSettings settings) {
        super(context);
        this.shortTerm = shortTerm;
        this.settings = settings;
        this.timers = timers;
        this.encoder = encoder;
        this.came = context.messageAdapter(StmShard.Entries.class, Came::new);
        lookAfter(settings.encodeRetry());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case SwitchTo(Encoder next) -> {
                encoder = next;
                shard = 0;
                look();
            }
            case Look() -> look();
            case Came(StmShard.Entries(List<StmEntry> entries)) -> {
                if (entries.isEmpty()) nextShard();
                else encode(entries);
            }
            case Encoded(int of, SortedMap<Hash, Embedding> vectors) -> {
                shortTerm.shards().get(of).tell(new StmShard.Reembed(vectors));
                lookAfter(settings.refreshPause());
            }
            case Failed(String why) -> {
                getContext().getLog().warn("the encoder {} fails, so old vectors stay: {}", encoder.version(), why);
                lookAfter(settings.encodeRetry());
            }
        }
        return this;
    }

    private void look() {
        shortTerm.shards().get(shard).tell(new StmShard.Outdated(encoder.version(), settings.refreshBatch(), came));
        // should the shard not answer
        lookAfter(settings.encodeRetry());
    }

    private void nextShard() {
        shard = (shard + 1) % shortTerm.shards().size();
        if (shard == 0) lookAfter(settings.encodeRetry());
        else look();
    }

    private void lookAfter(Duration pause) {
        timers.startSingleTimer(new Look(), pause);
    }

    private void encode(List<StmEntry> entries) {
        List<CompletableFuture<Embedding>> making = new ArrayList<>();
        for (StmEntry entry : entries)
            making.add(encoder.embed(entry.claim().text()).toCompletableFuture());
        int of = shard;
        getContext()
                .pipeToSelf(
                        CompletableFuture.allOf(making.toArray(CompletableFuture[]::new)),
                        (all, failure) -> ended(of, entries, making, failure));
    }

    private static Command ended(
            int of, List<StmEntry> entries, List<CompletableFuture<Embedding>> making, @Nullable Throwable failure) {
        if (failure != null) return new Failed(String.valueOf(failure));
        TreeMap<Hash, Embedding> vectors = new TreeMap<>();
        for (int i = 0; i < entries.size(); i++)
            vectors.put(entries.get(i).id(), making.get(i).join());
        return new Encoded(of, vectors);
    }
}
