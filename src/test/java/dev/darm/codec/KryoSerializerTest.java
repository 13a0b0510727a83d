package dev.darm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.darm.memory.Claim;
import dev.darm.memory.Triple;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KryoSerializerTest {

    public enum Colour {
        RED,
        BLUE {
            @Override
            public String toString() {
                return "b";
            }
        }
    }

    public sealed interface Shape {}

    public record Dot(int x) implements Shape {}

    public record Everything(
            String text,
            long number,
            double real,
            boolean flag,
            byte[] bytes,
            List<Shape> shapes,
            Map<String, Integer> map,
            SortedMap<String, Hash> sorted,
            Optional<Claim> claim,
            Instant time,
            Duration duration,
            Colour colour,
            ActorRef<String> replyTo,
            @Nullable String absent)
            implements WireMessage {}

    public record Unlisted(int x) implements WireMessage {}

    public static final class Types implements WireTypes {
        @Override
        public int firstId() {
            return 9000;
        }

        @Override
        public List<Class<?>> classes() {
            return List.of(Everything.class, Dot.class, Colour.class, Claim.class);
        }
    }

    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            darm.codec { max-message = 64 KiB, stored-types = [], wire-types = ["%s"] }
            """.formatted(Types.class.getName())));

    private final KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void everythingThatMayStandInAMessageTravels() {
        Everything message = everything();

        Everything back = (Everything) serializer.fromBinary(serializer.toBinary(message));

        assertThat(back).usingRecursiveComparison().isEqualTo(message);
        assertThat(back.replyTo()).isEqualTo(message.replyTo());
        assertThat(back.sorted()).isInstanceOf(SortedMap.class);
    }

    @Test
    void aClassThatIsNotListedIsRefusedByName() {
        assertThatThrownBy(() -> serializer.toBinary(new Unlisted(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unlisted");
    }

    @Test
    void aMessageAboveTheCapIsRefused() {
        Everything big = new Everything(
                "x".repeat(70_000),
                0,
                0,
                false,
                new byte[0],
                List.of(),
                Map.of(),
                new TreeMap<>(),
                Optional.empty(),
                Instant.EPOCH,
                Duration.ZERO,
                Colour.RED,
                KIT.<String>createTestProbe().ref(),
                null);

        assertThatThrownBy(() -> serializer.toBinary(big)).hasMessageContaining("at most 65536 bytes");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[70_000])).isInstanceOf(MalformedBytes.class);
    }

    @Test
    void everyTruncationIsMalformed() {
        byte[] bytes = serializer.toBinary(everything());

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serializer.fromBinary(cut)).isInstanceOf(MalformedBytes.class);
        }
        assertThatThrownBy(() -> serializer.fromBinary(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedBytes.class);
    }

    @Test
    void corruptedBytesAreAMessageOrMalformedAndNothingElse() {
        byte[] bytes = serializer.toBinary(everything());
        Random random = new Random(7);

        for (int i = 0; i < 20_000; i++) {
            byte[] bent = bytes.clone();
            for (int flips = 0; flips <= random.nextInt(4); flips++)
                bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                serializer.fromBinary(bent);
            } catch (MalformedBytes expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    private static Everything everything() {
        TreeMap<String, Hash> sorted = new TreeMap<>(Map.of("b", Hash.ZERO, "a", Hash.of("a")));
        return new Everything(
                "text é",
                42,
                0.5,
                true,
                new byte[] {1, 2},
                List.of(new Dot(3), new Dot(4)),
                Map.of("k", 7),
                sorted,
                Optional.of(Claim.of(new Triple("a", "is", "b"))),
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofMillis(1500),
                Colour.BLUE,
                KIT.<String>createTestProbe().ref(),
                null);
    }
}
