package dev.darm.branch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stored or signed value of branches has one encoding, which never changes; nothing else is read as it. */
class BranchBytesTest {

    record Sample(String name, Canonical value, Function<ByteReader, ? extends Canonical> reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> samples() throws IOException {
        Author alice = Author.number(1);
        Author bob = Author.number(2);
        BranchRecord first = alice.record(0x10001, 0x50, "first".getBytes(UTF_8), List.of());
        Author clone = alice.clone_();
        SignedRecord vector = bob.signed(bob.record(0x20000, 0x10, Payloads.vector(1.5f, -2), List.of(first.id())));
        List<Octets> elements = List.of(Octets.of("b".getBytes(UTF_8)), Octets.of("a".getBytes(UTF_8)));
        BranchRecord second = alice.record(0x30000, 0x20, Payloads.set(elements), List.of(vector.id()));
        BranchRecord third = alice.record(0x40000, 0x40, Payloads.total(7), List.of());
        RecordBatch batch = RecordBatch.sign(List.of(first, second, third), alice.key);
        List<SignedRecord> signed = batch.signed();
        SignedRecord fork = clone.writes(0x30001, "another");
        List<SignedRecord> all = new ArrayList<>(signed);
        all.add(vector);
        all.add(Author.number(3).writes(0x50000, "text"));
        all.add(bob.writes(0x50001, 0x10, Payloads.vector(3, 0)));
        MergeRecord merge = Merges.of(Histories.dag(all)).orElseThrow();
        all.add(fork);
        MergeRecord excluding = Merges.of(Histories.dag(all)).orElseThrow();
        BranchHeads heads = BranchHeads.EMPTY
                .put("b", new Head(9, Hash.of("root"), 1))
                .retire("b")
                .put("a", new Head(4, Hash.of("root"), 90))
                .put("c/1", new Head(2, Hash.of("root"), 4))
                .retire("c/1")
                .put("c/1", new Head(3, Hash.of("one"), 5))
                .put("c/1", new Head(3, Hash.of("two"), 5));
        List<Hash> roots = List.of(Hash.of("one"), batch.seal().root(), Hash.of("two"));
        InclusionProof inAnchor =
                Merkle.proveInclusion(1, roots.stream().map(Merkle::leaf).toList());
        Hash root = Merkle.root(roots.stream().map(Merkle::leaf).toList());
        Anchor own = Anchor.sign(alice.key, TinyChain.NAME, 7, 3, root);
        Anchor later = Anchor.sign(bob.key, TinyChain.NAME, 9, 3, root);
        TinyChain chain = new TinyChain(4);
        chain.commit(
                List.of(own.payload(), later.payload(), new Payload(Payload.CONSOLIDATION, "claim".getBytes(UTF_8))));
        return List.of(
                new Sample(
                        "branch-proof",
                        BranchProof.of(signed.get(1), new Anchors.Place(inAnchor, own, 1, 1), chain.prove(1, 1)),
                        BranchProof::read),
                new Sample(
                        "branch-proof-with-signature",
                        BranchProof.of(signed.get(1), new Anchors.Place(inAnchor, later, 1, 2), chain.prove(1, 2)),
                        BranchProof::read),
                new Sample("branch-record", second, BranchRecord::read),
                new Sample("signed-record", signed.get(1), SignedRecord::read),
                new Sample("record-batch", batch, RecordBatch::read),
                new Sample("equivocation", Equivocation.of(signed.get(1), fork), Equivocation::read),
                new Sample("merge-record", merge, MergeRecord::read),
                new Sample("merge-record-excluding", excluding, MergeRecord::read),
                new Sample("branch-heads", heads, BranchHeads::read),
                new Sample("anchor", Anchor.sign(alice.key, "home", 7, 8_640_000, Hash.of("root")), Anchor::read),
                new Sample("entry-written", new BranchEntry.Written(5, batch), BranchEntry::read),
                new Sample("entry-taken", new BranchEntry.Taken(List.of(signed.get(1))), BranchEntry::read),
                new Sample(
                        "entry-roots",
                        new BranchEntry.Roots(9, new HybridTime(0x20000), List.of(Hash.of("one"), Hash.of("two"))),
                        BranchEntry::read),
                new Sample("entry-moved", new BranchEntry.Moved(77), BranchEntry::read),
                new Sample(
                        "signed-records",
                        new SignedRecords(List.of(signed.get(1), vector, signed.get(0))),
                        SignedRecords::read),
                new Sample("segment", Segment.of(List.of(signed.get(0), vector, signed.get(1))), Segment::read));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatAnEarlierVersionWroteIsReadAsTheSame(Sample sample) throws IOException {
        String earlier = golden().get(sample.name + "-1");
        if (earlier == null) return;
        assertThat(ByteReader.readAll(HexFormat.of().parseHex(earlier), sample.reader))
                .isEqualTo(sample.value);
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
                    .isInstanceOf(MalformedBytes.class);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void alteredBytesAreMalformedOrTheOneEncodingOfAnotherValue(Sample sample) {
        byte[] bytes = sample.value.bytes();
        Random random = new Random(sample.name.hashCode());

        for (int i = 0; i < 2_000; i++) {
            byte[] altered = bytes.clone();
            int at = random.nextInt(bytes.length);
            if (i % 3 == 0) Arrays.fill(altered, at, Math.min(at + 4, bytes.length), (byte) (i % 2 == 0 ? 0x7F : -1));
            else altered[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(ByteReader.readAll(altered, sample.reader).bytes()).isEqualTo(altered);
            } catch (MalformedBytes e) {
                assertThat(e).hasMessageContaining("offset");
            }
        }
    }

    /** What golden-bytes.txt says, by name, in hexadecimal digits. */
    static Map<String, String> golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                BranchBytesTest.class.getResourceAsStream("golden-bytes.txt"), "golden-bytes.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        }
    }
}
