package dev.darm.gateway;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.japi.Pair;
import akka.stream.Materializer;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import dev.darm.gateway.GatewayPort.EventView;
import dev.darm.ledger.LedgerNews;
import dev.darm.memory.MemoryNews;
import dev.darm.world.shell.Peers;
import java.util.LinkedHashMap;
import java.util.Map;

/** What happens on this node, for everybody who listens: blocks, learned claims, members. The slow miss the oldest. */
final class EventFeed {

    private final Source<EventView, NotUsed> source;

    private EventFeed(Source<EventView, NotUsed> source) {
        this.source = source;
    }

    static EventFeed start(ActorSystem<?> system, int buffer) {
        Materializer materializer = Materializer.createMaterializer(system);
        Pair<SourceQueueWithComplete<EventView>, Source<EventView, NotUsed>> streams = Source.<EventView>queue(
                        buffer, OverflowStrategy.dropHead())
                .toMat(BroadcastHub.of(EventView.class, Integer.highestOneBit(buffer)), Keep.both())
                .run(materializer);
        // somebody always listens, so that nothing piles up while nobody does
        streams.second().runForeach(event -> {}, materializer);
        system.systemActorOf(feed(streams.first()), "gateway-events", akka.actor.typed.Props.empty());
        return new EventFeed(streams.second());
    }

    Source<EventView, NotUsed> source() {
        return source;
    }

    private static Behavior<Object> feed(SourceQueueWithComplete<EventView> queue) {
        return Behaviors.setup(context -> {
            ActorRef<Object> self = context.getSelf();
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(LedgerNews.class, self.<LedgerNews>narrow()));
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(MemoryNews.class, self.<MemoryNews>narrow()));
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(new Subscribe<>(self.<MemberEvent>narrow(), MemberEvent.class));
            return next(queue, 1);
        });
    }

    private static Behavior<Object> next(SourceQueueWithComplete<EventView> queue, long id) {
        return Behaviors.receiveMessage(event -> {
            EventView view = view(id, event);
            if (view == null) return Behaviors.same();
            queue.offer(view);
            return next(queue, id + 1);
        });
    }

    private static @org.jspecify.annotations.Nullable EventView view(long id, Object event) {
        Map<String, Object> data = new LinkedHashMap<>();
        return switch (event) {
            case LedgerNews.BlockCommitted(var committed) -> {
                data.put("height", committed.block().height());
                data.put("hash", committed.block().hash().hex());
                data.put("time", committed.block().header().time().toString());
                data.put("payloads", committed.block().payloads().size());
                yield new EventView(id, "block", data);
            }
            case MemoryNews.Learned(var entry) -> {
                data.put("id", entry.commitment().hex());
                data.put("text", entry.claim().text());
                data.put("standing", entry.standing().name());
                data.put("height", entry.height());
                entry.supersededBy().ifPresent(winner -> data.put("supersededBy", winner.hex()));
                yield new EventView(id, "learned", data);
            }
            case MemoryNews.Erased(var commitment, var claimId) -> {
                data.put("id", commitment.hex());
                yield new EventView(id, "forgotten", data);
            }
            case MemberEvent member -> {
                data.put("name", Peers.nameOf(member.member()));
                data.put("status", member.member().status().toString());
                yield new EventView(id, "member", data);
            }
            default -> null;
        };
    }
}
