package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Akka Persistence of a user's actors on the modelled disk. */
@Tag("simulated")
class SimulatedPersistenceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final class Ledger extends EventSourcedBehavior<String, String, String> {
        private final Map<String, String> shown;
        private final String node;

        Ledger(String node, Map<String, String> shown) {
            super(PersistenceId.ofUniqueId("ledger"));
            this.node = node;
            this.shown = shown;
        }

        @Override
        public String emptyState() {
            return "";
        }

        @Override
        public CommandHandler<String, String, String> commandHandler() {
            return newCommandHandlerBuilder().forAnyState().onAnyCommand(line -> {
                return Effect().persist(line).thenRun((String state) -> shown.put(node, state));
            });
        }

        @Override
        public EventHandler<String, String> eventHandler() {
            return (state, line) -> state + line;
        }
    }

    @Test
    void whatWasConfirmedIsThereAfterACrash() {
        Map<String, String> shown = new TreeMap<>();
        try (SimulatedCluster cluster = SimulatedCluster.named("ledgers")
                .seed(3)
                .nodes(1, node -> new Ledger(node.name(), shown))
                .disk("sd-card")
                .config("akka.actor.provider = local")
                .start()) {
            tell(cluster, "a");
            tell(cluster, "b");
            cluster.run(SECOND);
            assertThat(shown).containsEntry("n1", "ab");

            cluster.crash("n1");
            cluster.run(SECOND).restart("n1");
            tell(cluster, "c");
            cluster.run(Duration.ofSeconds(5));

            assertThat(shown).containsEntry("n1", "abc");
        }
    }

    @SuppressWarnings("unchecked")
    private static void tell(SimulatedCluster cluster, String line) {
        cluster.onNode("n1", system -> {
            ((ActorRef<String>) (ActorSystem<?>) system).tell(line);
            return true;
        });
    }
}
