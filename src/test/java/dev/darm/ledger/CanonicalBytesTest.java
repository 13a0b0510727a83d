package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stored or signed value of the ledger has one encoding, which never changes; nothing else is read as it. */
class CanonicalBytesTest {

    /** A value with its reader, under its name in golden-bytes.txt. */
    record Sample(String name, Canonical value, Function<ByteReader, ? extends Canonical> reader) {

        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Sample> SAMPLES = samples();

    private static List<Sample> samples() {
        CommittedBlock committed = FourValidators.committed(GENESIS.tip(), "hello", "world");
        Block block = committed.block();
        Vote prevote = Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 3, Optional.of(block.hash()), KEYS.get(1));
        Vote forNil = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 5, 0, Optional.empty(), KEYS.get(3));
        SeatChange change = SeatChange.seat(SET, "delta", FourValidators.key(5).publicKey(), 1)
                .approve(CHAIN, KEYS.get(3))
                .approve(CHAIN, FourValidators.key(5));
        Block changing = ChainState.of(FourValidators.WITH_SECTIONS)
                .propose(
                        KEYS.getFirst().publicKey(),
                        GENESIS.time().plusSeconds(1),
                        7,
                        List.of(change.payload(), FourValidators.payload("hello")));
        Evidence evidence = Evidence.of(
                Vote.sign(CHAIN, Vote.Type.PREVOTE, 3, 1, Optional.of(Hash.of("one")), KEYS.get(3)),
                Vote.sign(CHAIN, Vote.Type.PREVOTE, 3, 1, Optional.empty(), KEYS.get(3)));
        Certificate decided = FourValidators.certificate(changing, 0, 1, 3);
        ValidatorSet next =
                ChainState.of(FourValidators.WITH_SECTIONS).after(changing).validators();
        LedgerProof proof = new LedgerProof(
                List.of(new LedgerProof.Handover(changing.header(), decided, next)),
                changing.header(),
                decided,
                Section.CLAIMS,
                changing.prove(0).path(),
                changing.payloads().getFirst().hash());
        Instant read = GENESIS.time().plusSeconds(2);
        Block timed = ChainState.of(FourValidators.WITH_MEDIAN_TIME)
                .propose(
                        KEYS.getFirst().publicKey(),
                        GENESIS.time().plusSeconds(1),
                        7,
                        List.of(FourValidators.payload("hello")));
        List<Vote> stated = IntStream.range(0, 3)
                .mapToObj(i -> Vote.precommit(CHAIN, 1, 0, timed.hash(), read.plusMillis(i), KEYS.get(i)))
                .toList();
        CommittedBlock first = new CommittedBlock(timed, Certificate.of(1, 0, timed.hash(), stated, SET));
        Block second = ChainState.of(FourValidators.WITH_MEDIAN_TIME)
                .after(first)
                .propose(KEYS.get(1).publicKey(), GENESIS.time(), 8, List.of(FourValidators.payload("world")));
        Evidence twice = Evidence.of(
                stated.getFirst(), Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.empty(), KEYS.getFirst()));
        Vote prevoted = Vote.timed(CHAIN, Vote.Type.PREVOTE, 1, 0, timed.hash(), read, KEYS.get(2));
        Vote endorsed = Vote.sign(CHAIN, Vote.Type.ENDORSE, 1, 1, Optional.of(timed.hash()), KEYS.get(3));
        Proposal offered = Proposal.sign(0, -1, timed, KEYS.getFirst());
        Statement statement = Statement.sign(
                CHAIN,
                1,
                2,
                Optional.of(new Statement.Claim(1, timed.hash(), Optional.empty(), List.of(endorsed))),
                Optional.of(new Statement.Claim(0, timed.hash(), Optional.empty(), List.of(prevoted))),
                KEYS.get(1));
        Statement afterRoundZero = Statement.sign(
                CHAIN,
                1,
                1,
                Optional.of(new Statement.Claim(0, timed.hash(), Optional.of(offered.signature()), List.of())),
                Optional.empty(),
                KEYS.get(1));
        Proposal admitted = Proposal.sign(1, -1, timed, KEYS.get(1));
        Block anchored = ChainState.of(FourValidators.WITH_MEDIAN_TIME)
                .propose(
                        KEYS.getFirst().publicKey(),
                        GENESIS.time().plusSeconds(1),
                        7,
                        List.of(
                                FourValidators.payload("hello"),
                                new Payload(Payload.ANCHOR, "root".getBytes(StandardCharsets.UTF_8))));
        List<Vote> forAnchored = IntStream.range(1, 4)
                .mapToObj(i -> Vote.precommit(CHAIN, 1, 0, anchored.hash(), read.plusMillis(i), KEYS.get(i)))
                .toList();
        CommittedBlock whole = new CommittedBlock(anchored, Certificate.of(1, 0, anchored.hash(), forAnchored, SET));
        return List.of(
                new Sample("abridged-block", AbridgedBlock.of(whole, true), AbridgedBlock::read),
                new Sample("abridged-block-of-a-run", AbridgedBlock.of(whole, false), AbridgedBlock::read),
                new Sample("prevote-with-time", prevoted, Vote::read),
                new Sample("endorsement", endorsed, Vote::read),
                new Sample("statement", statement, Statement::read),
                new Sample(
                        "proposal-with-statements",
                        new Proposal(
                                1, 1, -1, timed, admitted.validator(), admitted.signature(), List.of(afterRoundZero)),
                        Proposal::read),
                new Sample(
                        "certificate-of-prevotes",
                        Certificate.of(Vote.Type.PREVOTE, 1, 0, timed.hash(), List.of(prevoted), SET),
                        Certificate::read),
                new Sample("chain-rules-with-fast-path", ChainRules.SEED.withFastPath(true), ChainRules::read),
                new Sample("genesis-with-median-time", FourValidators.WITH_MEDIAN_TIME, Genesis::read),
                new Sample("precommit-with-time", stated.get(2), Vote::read),
                new Sample("committed-block-with-times", first, CommittedBlock::read),
                new Sample("block-with-last-commit", second, Block::read),
                new Sample("evidence-with-time", twice, Evidence::read),
                new Sample("light-block", new LightBlock(changing.header(), decided, SET, next), LightBlock::read),
                new Sample("ledger-proof", proof, LedgerProof::read),
                new Sample("genesis-with-sections", FourValidators.WITH_SECTIONS, Genesis::read),
                new Sample("seat-change", change, SeatChange::read),
                new Sample("evidence", evidence, Evidence::read),
                new Sample("block-header-with-sections", changing.header(), BlockHeader::read),
                new Sample("validator-set", SET, ValidatorSet::read),
                new Sample("genesis", GENESIS, Genesis::read),
                new Sample("chain-rules", ChainRules.SEED, ChainRules::read),
                new Sample("genesis-with-rules", FourValidators.WITH_RULES, Genesis::read),
                new Sample("payload", block.payloads().getFirst(), Payload::read),
                new Sample("block-header", block.header(), BlockHeader::read),
                new Sample("block", block, Block::read),
                new Sample("proposal", Proposal.sign(2, 1, block, KEYS.get(2)), Proposal::read),
                new Sample("prevote", prevote, Vote::read),
                new Sample("precommit-for-nil", forNil, Vote::read),
                new Sample("certificate", committed.certificate(), Certificate::read),
                new Sample("committed-block", committed, CommittedBlock::read),
                new Sample("chain-marker", ChainMarker.of(GENESIS), ChainMarker::read));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theBytesAreThoseOfTheOtherImplementation(Sample sample) throws IOException {
        assertThat(HexFormat.of().formatHex(sample.value.bytes())).isEqualTo(golden().get(sample.name));
        assertThat(ByteReader.readAll(sample.value.bytes(), sample.reader)).isEqualTo(sample.value);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyTruncationIsMalformed(Sample sample) {
        byte[] bytes = sample.value.bytes();

        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ByteReader.readAll(truncated, sample.reader))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(MalformedBytes.class);
        }
    }

    @Property(tries = 3000)
    void alteredBytesAreMalformedOrTheOneEncodingOfAnotherValue(
            @ForAll("sampleNumbers") int number, @ForAll("alterations") Alteration alteration) {
        Sample sample = SAMPLES.get(number);
        byte[] altered = alteration.of(sample.value.bytes());

        try {
            Canonical read = ByteReader.readAll(altered, sample.reader);
            assertThat(read.bytes()).isEqualTo(altered);
        } catch (MalformedBytes e) {
            assertThat(e).hasMessageContaining("offset");
        }
    }

    @Property(tries = 500)
    void aBlockSurvivesTheRoundTrip(
            @ForAll("headers") BlockHeader header, @ForAll("payloadLists") List<Payload> payloads) {
        Block block = new Block(header, payloads);
        Proposal proposal = Proposal.sign(3, -1, block, KEYS.get(1));
        CommittedBlock committed = new CommittedBlock(block, FourValidators.certificate(block, 3, 2, 1));

        assertThat(ByteReader.readAll(header.bytes(), BlockHeader::read)).isEqualTo(header);
        assertThat(ByteReader.readAll(block.bytes(), Block::read)).isEqualTo(block);
        assertThat(ByteReader.readAll(proposal.bytes(), Proposal::read)).isEqualTo(proposal);
        assertThat(ByteReader.readAll(committed.bytes(), CommittedBlock::read)).isEqualTo(committed);
    }

    @Test
    void sizesAreCapped() {
        BlockHeader header = FourValidators.block(GENESIS.tip()).header();
        Payload large = new Payload(1, new byte[Payload.MAX_BYTES]);

        assertThat(new Block(header, List.of(large, large, large, large)).payloads())
                .hasSize(4);
        assertThatThrownBy(() -> new Block(header, List.of(large, large, large, large, FourValidators.payload("x"))))
                .hasMessage("the payloads of a block have at most 1048576 bytes of content, not 1048577");
        assertThatThrownBy(() ->
                        new Block(header, Arrays.asList(fill(Block.maxPayloads(1) + 1, FourValidators.payload("x")))))
                .hasMessage("a block holds at most 1024 payloads, not 1025");
        BlockHeader timed = ChainState.of(FourValidators.WITH_MEDIAN_TIME)
                .propose(KEYS.getFirst().publicKey(), GENESIS.time(), 1, List.of())
                .header();
        assertThatThrownBy(() ->
                        new Block(timed, Arrays.asList(fill(Block.MAX_PAYLOADS + 1, FourValidators.payload("x")))))
                .hasMessage("a block holds at most 8192 payloads, not 8193");
    }

    private static Payload[] fill(int length, Payload payload) {
        Payload[] payloads = new Payload[length];
        Arrays.fill(payloads, payload);
        return payloads;
    }

    /** A change of bytes: cut, grown, or some of them replaced. */
    record Alteration(Kind kind, int place, byte value) {
        enum Kind {
            CUT,
            INSERT,
            REMOVE,
            REPLACE,
            FLIP_BIT,
            HUGE_LENGTH
        }

        byte[] of(byte[] bytes) {
            int at = place % bytes.length;
            byte[] same = bytes.clone();
            switch (kind) {
                case CUT -> {
                    return Arrays.copyOf(bytes, at);
                }
                case INSERT -> {
                    byte[] grown = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, grown, at + 1, bytes.length - at);
                    grown[at] = value;
                    return grown;
                }
                case REMOVE -> {
                    byte[] shrunk = Arrays.copyOf(bytes, bytes.length - 1);
                    System.arraycopy(bytes, at + 1, shrunk, at, bytes.length - at - 1);
                    return shrunk;
                }
                case REPLACE -> same[at] = value;
                case FLIP_BIT -> same[at] ^= (byte) (1 << (value & 7));
                case HUGE_LENGTH -> Arrays.fill(same, at, Math.min(at + 4, bytes.length), (byte) 0x7F);
            }
            return same;
        }
    }

    @Provide
    Arbitrary<Integer> sampleNumbers() {
        return Arbitraries.integers().between(0, SAMPLES.size() - 1);
    }

    @Provide
    Arbitrary<Alteration> alterations() {
        return Combinators.combine(
                        Arbitraries.of(Alteration.Kind.class),
                        Arbitraries.integers().between(0, 1_000_000),
                        Arbitraries.bytes())
                .as(Alteration::new);
    }

    @Provide
    Arbitrary<BlockHeader> headers() {
        Arbitrary<Hash> hashes =
                Arbitraries.bytes().array(byte[].class).ofSize(Hash.LENGTH).map(Hash::ofBytes);
        return Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('0', '9')
                                .ofMinLength(1)
                                .ofMaxLength(50),
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.longs().between(0, 253_402_300_799_999L).map(Instant::ofEpochMilli),
                        Arbitraries.of(KEYS).map(SigningKey::publicKey),
                        hashes,
                        hashes,
                        hashes,
                        Arbitraries.longs())
                .as(BlockHeader::new);
    }

    @Provide
    Arbitrary<List<Payload>> payloadLists() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 255),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200))
                .as(Payload::new)
                .list()
                .ofMaxSize(8);
    }

    /** What golden-bytes.txt says, by name, in hexadecimal digits. */
    static Map<String, String> golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                CanonicalBytesTest.class.getResourceAsStream("golden-bytes.txt"), "golden-bytes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        }
    }
}
