package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.journal.CassandraServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of a ledger in a real Cassandra, beside its own logs. */
class CassandraBlocksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                        darm.ledger { blocks = cassandra, keep-blocks = 5
                          cassandra { keyspace-autocreate = on, replication-factor = 1 } }
                        datastax-java-driver.basic {
                          contact-points = ["127.0.0.1:%d"]
                          load-balancing-policy.local-datacenter = datacenter1
                          request.timeout = 20 seconds
                        }
                        """.formatted(server.port()))
                .withFallback(ConfigFactory.parseResources("reference/ledger.conf"))
                .withFallback(ConfigFactory.defaultReference());
        return ActorTestKit.create("blocks", config.resolve());
    }

    private static BlockStore store(ActorTestKit node, String name) {
        Config darm = node.system().settings().config().getConfig("darm");
        return new CassandraBlocks(node.system(), BlockCopySettings.of(darm), GENESIS, name);
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A ledger that follows, with its chain and 40 blocks in it. */
    private static ActorRef<Validator.Command> ledger(ActorTestKit node, RecordsInHeap log, RecordsInHeap abridged)
            throws IOException {
        Chain chain = Chain.open(log, Optional.of(abridged), GENESIS);
        LedgerSettings settings =
                LedgerSettings.of(node.system().settings().config().getConfig("darm"));
        return node.spawn(Validator.create(
                new Validator.Ground(
                        "alpha", Optional.empty(), chain, new RecordsInHeap(), (payload, set) -> Optional.empty()),
                settings,
                dev.darm.world.shell.WorldExtension.of(node.system()),
                self -> {}));
    }

    @Test
    void blocksAreCopiedReadBackAndPrunedOnlyWhenTheyAreCopied() throws Exception {
        RecordsInHeap log = new RecordsInHeap();
        RecordsInHeap abridged = new RecordsInHeap();
        List<CommittedBlock> blocks = new ArrayList<>();
        try (Chain chain = Chain.open(log, Optional.of(abridged), GENESIS)) {
            for (int i = 1; i <= 40; i++) {
                blocks.add(FourValidators.committed(chain.tip(), "payload " + i));
                chain.append(blocks.getLast());
            }
        }
        ActorTestKit node = node();
        try {
            ActorRef<Validator.Command> ledger = ledger(node, log, abridged);
            CommittedBlock more =
                    FourValidators.committed(Tip.of(blocks.getLast().block().header()), "more");
            ledger.tell(new Validator.FromPeer(new PeerMessage.BlockResponse("beta", 41, List.of(more))));
            blocks.add(more);
            ActorRef<BlockCopy.Command> copy = node.spawn(BlockCopy.create(ledger, store(node, "alpha")));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(get(store(node, "alpha").open())).isEqualTo(41));

            for (int i = 0; i < 3; i++) {
                CommittedBlock next =
                        FourValidators.committed(Tip.of(blocks.getLast().block().header()), "next " + i);
                ledger.tell(
                        new Validator.FromPeer(new PeerMessage.BlockResponse("beta", next.height(), List.of(next))));
                blocks.add(next);
            }
            TestProbe<Validator.Kept> kept = node.createTestProbe(Validator.Kept.class);
            ledger.tell(new Validator.GetKept(kept.ref()));
            assertThat(kept.receiveMessage().oldest()).isGreaterThan(1);
            TestProbe<BlockCopy.Found> found = node.createTestProbe(BlockCopy.Found.class);
            copy.tell(new BlockCopy.Read(1, 8, found.ref()));
            assertThat(found.receiveMessage(PATIENCE).blocks()).isEqualTo(blocks.subList(0, 8));
        } finally {
            node.shutdownTestKit();
        }
        ActorTestKit again = node();
        try {
            BlockStore store = store(again, "alpha");
            assertThat(get(store.open())).isGreaterThanOrEqualTo(41);
            assertThat(get(store.read(41, 1))).isEqualTo(blocks.subList(40, 41));
            assertThat(get(store(again, "beta").open())).isZero();
        } finally {
            again.shutdownTestKit();
        }
    }

    @Test
    void blocksOfTwoPartitionsAreReadFromTheirOwn() throws Exception {
        ActorTestKit node = node();
        try {
            BlockStore store = store(node, "gamma");
            get(store.open());
            List<CommittedBlock> blocks = new ArrayList<>();
            Tip tip = new Tip(997, GENESIS.hash(), GENESIS.time());
            for (int i = 0; i < 5; i++) {
                blocks.add(FourValidators.committed(tip, "payload " + i));
                tip = Tip.of(blocks.getLast().block().header());
            }
            get(store.write(blocks));
            get(store.write(blocks));

            assertThat(get(store.open())).isEqualTo(1002);
            assertThat(get(store.read(998, 10))).isEqualTo(blocks.subList(0, 2));
            assertThat(get(store.read(1000, 10))).isEqualTo(blocks.subList(2, 5));
            assertThat(get(store.read(5, 10))).isEmpty();
        } finally {
            node.shutdownTestKit();
        }
    }
}
