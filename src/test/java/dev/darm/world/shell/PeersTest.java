package dev.darm.world.shell;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final ServiceKey<Object> KEY = ServiceKey.create(Object.class, "peers-test");

    private final ActorTestKit kit =
            ActorTestKit.create("peers", ConfigFactory.parseString("""
                            akka.actor.provider = cluster
                            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                            akka.cluster.roles = ["node:alpha"]
                            akka.cluster.jmx.enabled = off
                            """).withFallback(ConfigFactory.defaultReference()));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatIsTakenOffTheListThoughItLivesIsPutOnItAgain() {
        Cluster cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        TestProbe<Object> probe = kit.createTestProbe();
        kit.spawn(Behaviors.setup(context -> {
            Peers.watch(context, KEY, probe.getRef(), probe.getRef(), peers -> peers);
            return Behaviors.empty();
        }));
        assertThat(peers(probe)).containsOnlyKeys("alpha");

        kit.system().receptionist().tell(Receptionist.deregister(KEY, probe.getRef()));

        assertThat(peers(probe)).isEmpty();
        assertThat(peers(probe)).containsOnlyKeys("alpha");
    }

    @SuppressWarnings("unchecked")
    private static SortedMap<String, ActorRef<Object>> peers(TestProbe<Object> probe) {
        return (SortedMap<String, ActorRef<Object>>) probe.receiveMessage();
    }
}
