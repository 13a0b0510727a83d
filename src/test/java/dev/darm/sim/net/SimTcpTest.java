package dev.darm.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.io.Tcp;
import akka.io.TcpMessage;
import dev.darm.sim.SimulatedCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simulated")
class SimTcpTest {

    private static final int MORE_THAN_PORTS = 33_000;

    /** Connects to where nobody is, again and again. */
    private static final class Knocker extends AbstractActor {

        private final AtomicInteger refused;

        Knocker(AtomicInteger refused) {
            this.refused = refused;
        }

        @Override
        public void preStart() {
            knock();
        }

        private void knock() {
            ActorRef tcp = Tcp.get(getContext().getSystem()).manager();
            tcp.tell(TcpMessage.connect(InetSocketAddress.createUnresolved("nowhere", 1)), getSelf());
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(Tcp.CommandFailed.class, failed -> {
                        if (refused.incrementAndGet() < MORE_THAN_PORTS) knock();
                    })
                    .build();
        }
    }

    @Test
    void aNodeMayConnectMoreOftenThanThereArePorts() {
        AtomicInteger refused = new AtomicInteger();
        try (SimulatedCluster cluster = SimulatedCluster.named("ports")
                .seed(1)
                .nodes(
                        1,
                        node -> Behaviors.setup(context -> {
                            Adapter.actorOf(context, Props.create(Knocker.class, () -> new Knocker(refused)));
                            return Behaviors.empty();
                        }))
                .lan()
                .start()) {
            cluster.run(Duration.ofSeconds(20));
        }

        assertThat(refused).hasValue(MORE_THAN_PORTS);
    }
}
