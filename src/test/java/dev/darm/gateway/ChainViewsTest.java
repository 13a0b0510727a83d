package dev.darm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.darm.ledger.BlockCopy;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.Validator;
import dev.darm.ledger.ValidatorSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node says of heights that it no longer keeps whole. */
class ChainViewsTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            "views",
            ConfigFactory.parseString("akka.loglevel = OFF, akka.actor.provider = local")
                    .withFallback(ConfigFactory.load()));

    private static final Genesis GENESIS = Genesis.of(
            "views",
            Instant.parse("2026-01-01T00:00:00Z"),
            new ValidatorSet(List.of(new ValidatorSet.Member(
                    "n1", SigningKey.ofSecret(new byte[SigningKey.LENGTH]).publicKey(), 1))),
            ChainRules.SEED);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** A ledger of height 10 that keeps whole blocks from height 6 on. */
    private static ChainViews views(List<String> archives) {
        ActorRef<Validator.Command> ledger = KIT.spawn(Behaviors.receiveMessage(message -> {
            switch (message) {
                case Validator.GetKept(ActorRef<Validator.Kept> replyTo) ->
                    replyTo.tell(new Validator.Kept(6, 10, new TreeSet<>(archives)));
                case Validator.Light(long height, ActorRef<Validator.LightReply> replyTo) ->
                    replyTo.tell(new Validator.LightReply(Optional.empty()));
                case Validator.GetBlocks(long from, int max, ActorRef<Validator.Blocks> replyTo) ->
                    replyTo.tell(new Validator.Blocks(10, List.of()));
                default -> throw new AssertionError(message);
            }
            return Behaviors.same();
        }));
        return new ChainViews(
                GENESIS,
                (payload, set) -> Optional.empty(),
                ledger,
                Optional.<ActorRef<BlockCopy.Command>>empty(),
                KIT.system(),
                Duration.ofSeconds(5));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"block", "light", "proof"})
    void aHeightThatIsAbridgedIsRefusedAndTheArchivesAreNamed(String what) throws Exception {
        ChainViews known = views(List.of("n3", "n4"));
        ChainViews alone = views(List.of());

        assertThatThrownBy(() -> get(ask(known, what)))
                .hasCauseInstanceOf(Refusal.class)
                .cause()
                .hasMessageContaining("keeps whole blocks from height 6 on")
                .satisfies(refusal -> assertThat(((Refusal) refusal).expected()).isEqualTo("an archive: n3, n4"));
        assertThatThrownBy(() -> get(ask(alone, what)))
                .cause()
                .satisfies(refusal -> assertThat(((Refusal) refusal).expected()).contains("none is in reach"));
        GatewayPort.BlocksView page = get(known.page(5));
        assertThat(page.oldest()).isEqualTo(6);
        assertThat(page.blocks()).isEmpty();
    }

    private static CompletionStage<?> ask(ChainViews views, String what) {
        return switch (what) {
            case "block" -> views.block(5);
            case "light" -> views.light(5);
            default -> views.proof(5, 0);
        };
    }
}
