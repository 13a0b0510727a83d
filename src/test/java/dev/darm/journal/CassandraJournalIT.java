package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal in a real Cassandra, set up as the example file for fleets says. */
class CassandraJournalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path EXAMPLE = Path.of("cluster-configs", "fleet-cassandra.conf.example");

    @TempDir
    static Path folder;

    private static @Nullable CassandraServer server;

    @BeforeAll
    static void start() throws Exception {
        server = CassandraServer.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) server.close();
    }

    private static ActorTestKit node() {
        if (server == null) throw new IllegalStateException("not started");
        Config config = ConfigFactory.parseString("""
                        akka.loglevel = OFF
                        akka.stdout-loglevel = OFF
                        akka.actor.provider = local
                        akka.actor.serializers.counter = "dev.darm.journal.CounterSerializer"
                        akka.actor.serialization-bindings."dev.darm.codec.StoredEvent" = counter
                        akka.persistence.cassandra.journal.replication-factor = 1
                        akka.persistence.cassandra.snapshot.replication-factor = 1
                        datastax-java-driver.basic.contact-points = ["127.0.0.1:%d"]
                        """.formatted(server.port()))
                .withFallback(ConfigFactory.parseFile(EXAMPLE.toFile()))
                .withFallback(ConfigFactory.parseResources("reference/journal.conf"))
                .withFallback(ConfigFactory.defaultReference());
        return ActorTestKit.create("cassandra", config.resolve());
    }

    private static List<String> tell(ActorTestKit node, ActorRef<Counter.Command> counter, String... words) {
        TestProbe<Counter.Heard> probe = node.createTestProbe(Counter.Heard.class);
        counter.tell(new Counter.Tell(List.of(words), probe.ref()));
        return probe.receiveMessage(PATIENCE).words();
    }

    private static List<String> recovered(Behavior<Counter.Command> behavior) {
        ActorTestKit node = node();
        try {
            TestProbe<Counter.Heard> probe = node.createTestProbe(Counter.Heard.class);
            node.spawn(behavior).tell(new Counter.Ask(probe.ref()));
            return probe.receiveMessage(PATIENCE).words();
        } finally {
            node.shutdownTestKit();
        }
    }

    @Test
    void whatActorsPersistedIsThereAfterARestart() {
        ActorTestKit node = node();
        ActorRef<Counter.Command> plain = node.spawn(Counter.create("plain"));
        ActorRef<Counter.Command> brief = node.spawn(Counter.withSnapshots("brief"));
        tell(node, plain, "one");
        tell(node, plain, "two", "three");
        for (int i = 0; i < 8; i++) tell(node, brief, "word " + i);
        node.shutdownTestKit();

        assertThat(recovered(Counter.create("plain"))).containsExactly("one", "two", "three");
        assertThat(recovered(Counter.withSnapshots("brief"))).hasSize(8).last().isEqualTo("word 7");
    }
}
