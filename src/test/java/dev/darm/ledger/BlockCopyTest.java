package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks copied into a store that may fail, from a ledger that has some. */
class BlockCopyTest {

    private final ActorTestKit kit = ActorTestKit.create(
            "copies",
            ManualTime.config()
                    .withFallback(ConfigFactory.parseString("akka.loglevel = OFF, akka.actor.provider = local"))
                    .withFallback(ConfigFactory.load()));
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Long> told = kit.createTestProbe();
    private final List<CommittedBlock> blocks = new CopyOnWriteArrayList<>();
    private final Heap store = new Heap();
    private long oldest = 1;

    BlockCopyTest() {
        Tip tip = GENESIS.tip();
        for (int i = 1; i <= 150; i++) {
            blocks.add(FourValidators.committed(tip, "payload " + i));
            tip = Tip.of(blocks.getLast().block().header());
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static final class Heap implements BlockStore {

        final ConcurrentNavigableMap<Long, CommittedBlock> kept = new ConcurrentSkipListMap<>();
        long height;
        int failures;

        private <T> CompletionStage<T> done(T value) {
            return failures-- > 0
                    ? CompletableFuture.failedFuture(new IOException("no quorum"))
                    : CompletableFuture.completedFuture(value);
        }

        @Override
        public CompletionStage<Long> open() {
            return done(height);
        }

        @Override
        public CompletionStage<Done> write(List<CommittedBlock> blocks) {
            return done(Done.getInstance()).thenApply(done -> {
                for (CommittedBlock block : blocks) kept.put(block.height(), block);
                height = blocks.getLast().height();
                return done;
            });
        }

        @Override
        public CompletionStage<List<CommittedBlock>> read(long from, int max) {
            return done(List.copyOf(kept.tailMap(from).values())
                    .subList(0, Math.min(max, kept.tailMap(from).size())));
        }
    }

    /** As the ledger answers, with 10 blocks a page. */
    private Behavior<Validator.Command> ledger() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case Validator.GetBlocks(long from, int max, ActorRef<Validator.Blocks> replyTo) ->
                    replyTo.tell(new Validator.Blocks(
                            blocks.size(),
                            from < oldest
                                    ? List.of()
                                    : blocks.stream().skip(from - 1).limit(10).toList()));
                case Validator.GetKept(ActorRef<Validator.Kept> replyTo) ->
                    replyTo.tell(new Validator.Kept(oldest, blocks.size(), new TreeSet<>()));
                case Validator.CopiedTo(long height) -> told.ref().tell(height);
                default -> throw new AssertionError(message);
            }
            return Behaviors.same();
        });
    }

    private ActorRef<BlockCopy.Command> start() {
        return kit.spawn(BlockCopy.create(kit.spawn(ledger()), store));
    }

    private void awaitCopied(long height) {
        told.fishForMessage(
                Duration.ofSeconds(20),
                at -> at == height
                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
    }

    @Test
    void allBlocksAreCopiedAndReadBack() {
        ActorRef<BlockCopy.Command> copy = start();
        awaitCopied(150);
        assertThat(store.kept.values()).containsExactlyElementsOf(blocks);

        TestProbe<BlockCopy.Found> found = kit.createTestProbe();
        copy.tell(new BlockCopy.Read(140, 5, found.ref()));
        assertThat(found.receiveMessage().blocks()).isEqualTo(blocks.subList(139, 144));
    }

    @Test
    void itGoesOnWhereItWasAndWithNewBlocks() {
        store.height = 100;
        start();
        awaitCopied(150);
        assertThat(store.kept.firstKey()).isEqualTo(101);

        blocks.add(FourValidators.committed(Tip.of(blocks.getLast().block().header()), "new"));
        time.timePasses(Duration.ofSeconds(2));
        awaitCopied(151);
    }

    @Test
    void aStoreThatFailsIsTriedAgainAndNothingIsLeftOut() {
        store.failures = 1;
        start();
        told.expectNoMessage(Duration.ofMillis(200));
        time.timePasses(Duration.ofSeconds(5));
        awaitCopied(150);

        assertThat(store.kept.values()).containsExactlyElementsOf(blocks);
    }

    @Test
    void whatIsNoLongerWholeIsPassedOver() {
        oldest = 31;
        start();
        told.receiveMessage();
        told.expectNoMessage(Duration.ofMillis(200));
        time.timePasses(Duration.ofSeconds(1));
        awaitCopied(150);

        assertThat(store.kept.firstKey()).isEqualTo(31);
    }
}
