package dev.darm.knowledge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.darm.codec.Hash;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.MemoryNews;
import dev.darm.memory.StmShard;
import dev.darm.memory.StmShards;
import java.util.List;

/**
 * Keeps this node's knowledge graph and answers for it. Local: what another node knows is no evidence here.
 *
 * <p>Nothing is stored: at the start it asks short-term memory for its entries, and long-term memory tells it every entry.
 * After that it follows {@link MemoryNews}.
 */
public final class KnowledgeKeeper extends AbstractBehavior<KnowledgeKeeper.Command> {

    public sealed interface Command {}

    /** Long-term memory holds this entry, or holds it otherwise than before. */
    public record Learn(LongTermEntry entry) implements Command {}

    /** This node fetched the passages itself and read these claims from them. */
    public record RememberOwn(List<ExtractedClaim> claims) implements Command {}

    /** This node no longer vouches for these claims; what long-term memory says of them stays. */
    public record Forget(List<Hash> claimIds) implements Command {}

    /** Judge these claims; the reply has one verdict a claim, in their order. */
    public record Validate(List<ExtractedClaim> claims, int hops, ActorRef<Verdicts> replyTo) implements Command {}

    public record CountNodes(ActorRef<KnowledgeCounts> replyTo) implements Command {}

    private record Heard(MemoryNews news) implements Command {}

    private record Held(StmShard.Entries entries) implements Command {}

    public record Verdicts(List<Verdict> verdicts) {

        public Verdicts {
            verdicts = List.copyOf(verdicts);
        }
    }

    private final KnowledgeGraph graph;

    private KnowledgeKeeper(ActorContext<Command> context, KnowledgeGraph graph) {
        super(context);
        this.graph = graph;
    }

    /** The keeper of a node whose short-term memory is {@code shards}. */
    public static Behavior<Command> create(KnowledgeSettings settings, StmShards shards) {
        return Behaviors.setup(context -> {
            ActorRef<MemoryNews> news = context.messageAdapter(MemoryNews.class, Heard::new);
            context.getSystem().eventStream().tell(new EventStream.Subscribe<>(MemoryNews.class, news));
            shards.tellAll(new StmShard.ListEntries(context.messageAdapter(StmShard.Entries.class, Held::new)));
            return new KnowledgeKeeper(context, new KnowledgeGraph(settings));
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::on).build();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Learn(LongTermEntry entry) -> graph.learn(entry);
            case RememberOwn(List<ExtractedClaim> claims) -> claims.forEach(graph::rememberOwn);
            case Forget(List<Hash> ids) -> ids.forEach(graph::forgetOwn);
            case Validate(List<ExtractedClaim> claims, int hops, ActorRef<Verdicts> replyTo) ->
                replyTo.tell(new Verdicts(claims.stream()
                        .map(claim -> graph.bfsValidate(claim, hops))
                        .toList()));
            case CountNodes(ActorRef<KnowledgeCounts> replyTo) -> replyTo.tell(graph.counts());
            case Heard(MemoryNews news) -> hear(news);
            case Held(StmShard.Entries(var entries)) -> entries.forEach(entry -> graph.rememberOwn(entry.extracted()));
        }
        return this;
    }

    private void hear(MemoryNews news) {
        switch (news) {
            case MemoryNews.Remembered remembered -> graph.rememberOwn(remembered.claim());
            case MemoryNews.Forgotten(Hash id) -> graph.forgetOwn(id);
            case MemoryNews.Learned(LongTermEntry entry) -> graph.learn(entry);
            case MemoryNews.Erased(Hash commitment, Hash id) -> graph.erase(commitment, id);
        }
    }
}
