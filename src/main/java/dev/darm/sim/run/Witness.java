package dev.darm.sim.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.darm.codec.Hash;
import dev.darm.ledger.Block;
import dev.darm.ledger.BlockProposed;
import dev.darm.ledger.LedgerNews;
import dev.darm.sim.engine.Engine;

/** Sees on one node what the checks want to know: blocks and members. Listens only. */
final class Witness {

    private Witness() {}

    static void on(ActorSystem<?> system, String node, Engine engine, Observations seen) {
        Behavior<Object> behaviour = Behaviors.setup(context -> {
            ActorRef<Object> self = context.getSelf();
            system.eventStream().tell(new EventStream.Subscribe<>(LedgerNews.class, self.<LedgerNews>narrow()));
            system.eventStream().tell(new EventStream.Subscribe<>(BlockProposed.class, self.<BlockProposed>narrow()));
            Cluster cluster = Cluster.get(system);
            cluster.subscriptions().tell(new Subscribe<>(self.<MemberEvent>narrow(), MemberEvent.class));
            return Behaviors.receiveMessage(event -> {
                switch (event) {
                    case LedgerNews.BlockCommitted(var committed) -> {
                        Block block = committed.block();
                        seen.seats.follow(block);
                        seen.committed(node, block.height(), block.hash(), engine.localNow());
                    }
                    case BlockProposed(long height, Hash hash) -> seen.proposed(height, hash, engine.localNow());
                    case MemberEvent member -> {
                        int members = 0;
                        for (var one : cluster.state().getMembers()) members++;
                        seen.point(seen.members, node, engine.localNow(), members);
                    }
                    default -> {}
                }
                return Behaviors.same();
            });
        });
        system.systemActorOf(behaviour, "witness", Props.empty());
    }
}
