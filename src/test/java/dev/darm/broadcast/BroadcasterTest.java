package dev.darm.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.darm.broadcast.Broadcaster.Arrived;
import dev.darm.codec.Octets;
import dev.darm.world.ModelWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The actor, on four nodes that have owners of two kinds each. */
class BroadcasterTest {

    private static final Kind BLOCKS = new Kind("block", false);
    private static final Kind ADAPTERS = new Kind("adapter", true);

    private record Taken(String node, Kind kind, Octets bytes) {}

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local, darm.test.disk = broadcast, akka.loglevel = OFF")
                    .withFallback(ConfigFactory.load()));
    private final TestProbe<Taken> taken = kit.createTestProbe();
    private final TestProbe<BroadcastCounts> counts = kit.createTestProbe();
    private final TreeMap<String, ActorRef<Broadcaster.Command>> nodes = new TreeMap<>();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void start(String name) {
        ActorRef<Broadcaster.Command> node = kit.spawn(
                Broadcaster.create(name, BroadcastNet.settings(""), new ModelWorld(kit.system()), self -> {}));
        nodes.put(name, node);
        for (Kind kind : List.of(BLOCKS, ADAPTERS)) {
            ActorRef<Arrived> owner = kit.spawn(Behaviors.receiveMessage(arrived -> {
                node.tell(new Broadcaster.Judge(arrived.id(), Verdict.TAKE));
                taken.ref().tell(new Taken(name, kind, arrived.bytes()));
                return Behaviors.same();
            }));
            node.tell(new Broadcaster.Own(kind, owner));
        }
    }

    @Test
    void eachKindComesToItsOwnerOnEachOtherNode() {
        for (String name : List.of("alpha", "beta", "gamma", "delta")) start(name);
        nodes.values().forEach(node -> node.tell(new Broadcaster.PeersAre(nodes)));
        Octets block = Octets.of(BroadcastNet.item(100, 1));
        Octets adapter = Octets.of(BroadcastNet.item(200_000, 2));
        TreeSet<String> all = new TreeSet<>(nodes.keySet());

        nodes.firstEntry().getValue().tell(new Broadcaster.Spread(BLOCKS, block, all));
        nodes.lastEntry().getValue().tell(new Broadcaster.Spread(ADAPTERS, adapter, all));

        List<Taken> seen = new ArrayList<>();
        for (int i = 0; i < 6; i++) seen.add(taken.receiveMessage());
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        new Taken("beta", BLOCKS, block),
                        new Taken("delta", BLOCKS, block),
                        new Taken("gamma", BLOCKS, block),
                        new Taken("alpha", ADAPTERS, adapter),
                        new Taken("beta", ADAPTERS, adapter),
                        new Taken("delta", ADAPTERS, adapter));
        long copies = 0;
        for (ActorRef<Broadcaster.Command> node : nodes.values()) {
            node.tell(new Broadcaster.GetCounts(counts.ref()));
            copies += counts.receiveMessage().copies();
        }
        assertThat(copies).isEqualTo(6);
    }
}
