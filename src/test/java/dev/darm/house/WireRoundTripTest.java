package dev.darm.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.darm.broadcast.BroadcastMessage;
import dev.darm.codec.ByteReader;
import dev.darm.codec.CanonicalSerializer;
import dev.darm.codec.Hash;
import dev.darm.codec.KryoSerializer;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.StoredEvent;
import dev.darm.codec.StoredTypes;
import dev.darm.codec.WireMessage;
import dev.darm.codec.WireTypes;
import dev.darm.ledger.PeerMessage;
import dev.darm.ledger.Validator;
import dev.darm.memory.source.LibraryMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that nodes say to each other, in the one serializer that they use: it arrives as it was sent, or not at all. */
class WireRoundTripTest {

    private static final Config REFERENCE = ConfigFactory.defaultReference();
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = WARNING").withFallback(REFERENCE));
    private static final ExtendedActorSystem SYSTEM = (ExtendedActorSystem) Adapter.toClassic(KIT.system());
    private static final KryoSerializer WIRE = new KryoSerializer(SYSTEM);
    private static final List<WireMessage> SAMPLES =
            WireSamples.all(KIT.<Object>createTestProbe().ref());
    private static final int CORRUPTIONS = 1_000;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<WireMessage> samples() {
        return SAMPLES.stream();
    }

    @Test
    void everyListedMessageHasASampleAndEveryMessageIsListed() throws Exception {
        TreeSet<String> listed = new TreeSet<>();
        for (Class<?> type : listedTypes()) if (WireMessage.class.isAssignableFrom(type)) listed.add(type.getName());
        TreeSet<String> sampled = new TreeSet<>();
        for (WireMessage sample : samples().toList()) {
            sampled.add(sample.getClass().getName());
        }
        TreeSet<String> existing = new TreeSet<>();
        for (Class<?> type : ownClasses())
            if (!type.isInterface() && WireMessage.class.isAssignableFrom(type)) existing.add(type.getName());

        assertThat(sampled).as("messages with a sample").isEqualTo(listed);
        assertThat(listed).as("messages named by darm.codec.wire-types").isEqualTo(existing);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageArrivesAsItWasSent(WireMessage message) {
        byte[] bytes = WIRE.toBinary(message);

        assertThat(WIRE.fromBinary(bytes)).isEqualTo(message);
        assertThat(WIRE.toBinary(WIRE.fromBinary(bytes))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageCutShortOrRunningOnIsMalformed(WireMessage message) {
        byte[] bytes = WIRE.toBinary(message);

        for (int length = 0; length < bytes.length; length++) {
            try {
                Object read = WIRE.fromBinary(Arrays.copyOf(bytes, length));
                fail("%d of %d bytes read as %s", length, bytes.length, read);
            } catch (MalformedBytes expected) {
                // A Throwable of any other kind fails the test by itself.
            }
        }
        assertThatThrownBy(() -> WIRE.fromBinary(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedBytes.class);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aCorruptedMessageIsMalformedOrAMessageAndNothingElse(WireMessage message) {
        byte[] bytes = WIRE.toBinary(message);
        Random random = new Random(message.getClass().getName().hashCode());

        for (int i = 0; i < CORRUPTIONS; i++) {
            byte[] bent = bent(bytes, random);
            try {
                WIRE.fromBinary(bent);
            } catch (MalformedBytes expected) {
                // That is what must come of it, or a message.
            } catch (Throwable e) {
                throw new AssertionError(HexFormat.of().formatHex(bent), e);
            }
        }
    }

    /** Lists within lists within lists cost the sender two bytes each, and must not cost the reader its stack. */
    @Test
    void aMessageNestedWithoutEndIsMalformed() {
        byte[] listOfOne = Arrays.copyOf(WIRE.toBinary(List.of(List.of())), 2);
        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000_000; i++) nested.writeBytes(listOfOne);

        assertThatThrownBy(() -> WIRE.fromBinary(nested.toByteArray())).isInstanceOf(MalformedBytes.class);
    }

    /** An array or a text that says it is huge must be refused before there is memory set aside for it. */
    @Test
    void aLengthThatTheBytesCannotHoldIsMalformed() {
        for (Object value : List.of(new byte[0], new float[0])) {
            byte[] type = WIRE.toBinary(value);
            for (int length : List.of(Integer.MAX_VALUE, 0x2000_0001, 0x4000_0001, 100))
                refuses(Arrays.copyOf(type, type.length - 1), varint(length));
        }
        byte[] ask = WIRE.toBinary(new LibraryMessage.Ask("", 0, Hash.ZERO, false));
        // The sender's name, a text not in ASCII: a set highest bit, a mark that more follow, and six bits of the
        // length.
        refuses(Arrays.copyOf(ask, 2), new byte[] {-1, -1, -1, -1, 7});
    }

    /** Whoever takes a message takes its parts to be there and to be what they are declared to be. */
    @Test
    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"})
    void aMessageThatLacksAPartOrHasOneOfAnotherKindIsMalformed() {
        PeerMessage reached = new PeerMessage.Reached("beta", 7);
        for (Object message : List.of(
                new PeerMessage.Reached(null, 7),
                new PeerMessage.Spoken("beta", null),
                new PeerMessage.Gossip("beta", null),
                new PeerMessage.Gossip("beta", Collections.singletonList(null)),
                new PeerMessage.Gossip("beta", (List) List.of(Hash.ZERO)),
                new Validator.FromPeer(null),
                new Validator.FromPeer(new PeerMessage.Reached(null, 7)),
                new Validator.WithPass(reached, null),
                new LibraryMessage.Here(7, (Optional) Optional.of("text"), Optional.empty()),
                new BroadcastMessage.Want(null, Hash.ZERO, 0, 1))) {
            byte[] bytes = WIRE.toBinary(message);
            assertThatThrownBy(() -> WIRE.fromBinary(bytes))
                    .as(message::toString)
                    .isInstanceOf(MalformedBytes.class);
        }
    }

    private static void refuses(byte[] start, byte[] rest) {
        byte[] bytes = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, bytes, start.length, rest.length);
        assertThatThrownBy(() -> WIRE.fromBinary(bytes))
                .as(() -> HexFormat.of().formatHex(bytes))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining("a length of");
    }

    /** That each manifest survives its reader is tested beside the events; here, that this serializer knows them all. */
    @Test
    void everyStoredManifestIsReadByItsOwnReaderAndAnUnknownOneIsRefusedByName() throws Exception {
        CanonicalSerializer stored = new CanonicalSerializer(SYSTEM);
        for (String name : REFERENCE.getStringList("darm.codec.stored-types")) {
            Map<String, Function<ByteReader, ? extends StoredEvent>> readers =
                    ((StoredTypes) Class.forName(name).getConstructor().newInstance()).readers();
            assertThat(readers).isNotEmpty();
            for (String manifest : readers.keySet())
                assertThatThrownBy(() -> stored.fromBinary(new byte[0], manifest))
                        .as(manifest)
                        .isInstanceOf(MalformedBytes.class);
        }
        for (StoredEvent event : WireSamples.storedEvents()) {
            byte[] bytes = stored.toBinary(event);
            StoredEvent back = (StoredEvent) stored.fromBinary(bytes, stored.manifest(event));
            assertThat(back).hasSameClassAs(event);
            assertThat(stored.toBinary(back)).isEqualTo(bytes);
        }
        assertThatThrownBy(() -> stored.fromBinary(new byte[0], "unheard-of"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("unheard-of");
    }

    /** Some bits flipped, a byte set, or a stretch of bytes moved. */
    private static byte[] bent(byte[] bytes, Random random) {
        byte[] bent = bytes.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(bent.length);
            switch (random.nextInt(4)) {
                case 0 -> bent[at] = (byte) random.nextInt(256);
                case 1 -> bent[at] = (byte) 0xFF;
                case 2 -> System.arraycopy(bytes, random.nextInt(bytes.length - at), bent, at, 1);
                default -> bent[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bent;
    }

    /** A length plus one, as Kryo writes it. */
    private static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    private static List<Class<?>> listedTypes() throws ReflectiveOperationException {
        List<Class<?>> types = new ArrayList<>();
        for (String name : REFERENCE.getStringList("darm.codec.wire-types"))
            types.addAll(((WireTypes) Class.forName(name).getConstructor().newInstance()).classes());
        return types;
    }

    private static List<Class<?>> ownClasses() throws IOException, ReflectiveOperationException {
        Path root = Path.of("target", "classes");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve("dev"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name =
                        root.relativize(file).toString().replace(".class", "").replace('/', '.');
                if (!name.endsWith("-info"))
                    types.add(Class.forName(name, false, WireRoundTripTest.class.getClassLoader()));
            }
        }
        assertThat(types).hasSizeGreaterThan(100);
        return types;
    }
}
