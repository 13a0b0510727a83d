package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which lost messages a check finds, in a cluster of actors that are not DARM's. */
@Tag("simulated")
class DeadLettersTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private sealed interface Order {}

    private record End() implements Order {}

    private record Hammer(int nails) implements Order {}

    private record Never() implements Order {}

    /** Answers after a while. */
    private record Slowly(ActorRef<String> replyTo) implements Order {}

    private record Now(ActorRef<String> replyTo) implements Order {}

    private static Behavior<Order> worker() {
        return Behaviors.withTimers(timers -> Behaviors.receive(Order.class)
                .onMessage(End.class, end -> Behaviors.stopped())
                .onMessage(Fail.class, order -> {
                    throw new IllegalStateException("as ordered");
                })
                .onMessage(Hammer.class, hammer -> Behaviors.same())
                .onMessage(Slowly.class, order -> {
                    timers.startSingleTimer(new Now(order.replyTo()), Duration.ofSeconds(5));
                    return Behaviors.same();
                })
                .onMessage(Now.class, now -> {
                    now.replyTo().tell("done");
                    return Behaviors.same();
                })
                .build());
    }

    private record Delegate() implements Order {}

    private record Fail() implements Order {}

    private record FailWithWorkWaiting() implements Order {}

    /** Asks a worker and ends before it answers. */
    private static Behavior<String> impatient(ActorRef<Order> worker) {
        return Behaviors.setup(context -> {
            worker.tell(new Slowly(context.getSelf()));
            return Behaviors.stopped();
        });
    }

    /** Hands everything to a worker of its own. */
    private static Behavior<Order> master() {
        return Behaviors.setup(context -> {
            ActorRef<Order> worker = context.spawn(worker(), "worker");
            return Behaviors.receiveMessage(order -> {
                switch (order) {
                    case Delegate delegate -> context.spawnAnonymous(impatient(worker));
                    case FailWithWorkWaiting both -> {
                        // a worker that fails takes its master along, and so the node
                        context.watch(worker);
                        worker.tell(new Fail());
                        worker.tell(new Hammer(3));
                    }
                    default -> worker.tell(order);
                }
                return Behaviors.same();
            });
        });
    }

    private static ClusterPlan two() {
        return SimulatedCluster.named("work")
                .nodes(2, node -> master())
                .lan()
                .config("akka.cluster.downing-provider-class = akka.cluster.sbr.SplitBrainResolverProvider")
                .noDeadLetters();
    }

    private static void order(SimulatedCluster cluster, String node, Order order) {
        cluster.onNode(node, system -> {
            system.<Order>unsafeUpcast().tell(order);
            return order;
        });
    }

    @Test
    void aMessageToAnActorThatEndedIsFoundWithItsNodeRecipientClassAndTime() {
        try (SimulatedCluster cluster = two().start()) {
            cluster.awaitMembers(2, MINUTE);
            order(cluster, "n2", new End());
            cluster.run(MINUTE);
            order(cluster, "n2", new Hammer(3));

            assertThatThrownBy(() -> cluster.run(MINUTE))
                    .isInstanceOf(CheckFailed.class)
                    .hasMessageContaining("on n2 at PT1M")
                    .hasMessageContaining("DeadLettersTest$Hammer")
                    .hasMessageContaining("from /user to /user/worker");
        }
    }

    @Test
    void aMessageThatIsNotHandledIsFound() {
        try (SimulatedCluster cluster = two().start()) {
            cluster.awaitMembers(2, MINUTE);
            order(cluster, "n1", new Never());

            assertThatThrownBy(() -> cluster.run(MINUTE))
                    .isInstanceOf(CheckFailed.class)
                    .hasMessageContaining("DeadLettersTest$Never")
                    .hasMessageContaining("was not handled");
        }
    }

    @Test
    void theAnswerToAnAskThatWaitsNoLongerMayBeLostAndSoMayWhatGoesToANodeThatIsDown() {
        try (SimulatedCluster cluster = two().start()) {
            cluster.awaitMembers(2, MINUTE);
            var answer = cluster.onNode(
                    "n1",
                    system -> AskPattern.<Order, String>ask(
                            system.unsafeUpcast(), Slowly::new, Duration.ofSeconds(1), system.scheduler()));
            cluster.crash("n2");

            cluster.run(MINUTE);

            assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
        }
    }

    @Test
    void whatWaitsBeforeAnActorWhoseFailureStopsTheNodeMayBeLost() {
        try (SimulatedCluster cluster = two().start()) {
            cluster.awaitMembers(2, MINUTE);
            order(cluster, "n2", new FailWithWorkWaiting());

            cluster.run(MINUTE);

            assertThat(cluster.members("n1")).isEqualTo(1);
        }
    }

    @Test
    void anAnswerMayComeTooLateForAnActorThatWasMadeForOneTask() {
        try (SimulatedCluster cluster = two().start()) {
            cluster.awaitMembers(2, MINUTE);
            order(cluster, "n1", new Delegate());

            cluster.run(MINUTE);

            assertThat(cluster.members("n1")).isEqualTo(2);
        }
    }

    @Test
    void aRunThatListensIsTheSameAgain() {
        long[] hashes = new long[2];
        for (int i = 0; i < 2; i++)
            try (SimulatedCluster cluster = two().start()) {
                cluster.awaitMembers(2, MINUTE);
                cluster.crash("n2");
                cluster.run(Duration.ofSeconds(5));
                cluster.restart("n2");
                cluster.awaitMembers(2, MINUTE);
                hashes[i] = cluster.traceHash();
            }
        assertThat(hashes[0]).isEqualTo(hashes[1]);
    }
}
