package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.codec.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MerkleTest {

    /** The leaves of the reference tree of RFC 6962 implementations, and its roots for 1 to 8 leaves. */
    private static final List<String> REFERENCE_LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> REFERENCE_ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void theConstantsAreThoseOfTheRfc() {
        assertThat(Merkle.EMPTY_ROOT.hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Merkle.root(List.of())).isEqualTo(Merkle.EMPTY_ROOT);
        assertThat(Merkle.leaf(new byte[0]).hex())
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(Merkle.leaf("L123456".getBytes(StandardCharsets.US_ASCII)).hex())
                .isEqualTo("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    @Test
    void theRootsOfTheReferenceTreeAreThoseOfTheOtherImplementations() {
        List<Hash> leaves = REFERENCE_LEAVES.stream()
                .map(hex -> Merkle.leaf(HexFormat.of().parseHex(hex)))
                .toList();

        for (int size = 1; size <= 8; size++)
            assertThat(Merkle.root(leaves.subList(0, size)).hex())
                    .as("root of %d leaves", size)
                    .isEqualTo(REFERENCE_ROOTS.get(size - 1));
    }

    @Test
    void aPathAmongAMillionLeavesHas640Bytes() {
        assertThat(InclusionProof.pathLength(0, 1_000_000) * Hash.LENGTH).isEqualTo(640);
        assertThat(InclusionProof.pathLength(314_159, 1_000_000) * Hash.LENGTH).isEqualTo(640);

        List<Hash> leaves = leaves(1_000_000);
        InclusionProof proof = Merkle.proveInclusion(314_159, leaves);

        assertThat(proof.path()).hasSize(20);
        assertThat(proof.proves(leaves.get(314_159), Merkle.root(leaves))).isTrue();
    }

    @Test
    void noPathIsLongerThanTheCap() {
        assertThat(InclusionProof.pathLength(0, Long.MAX_VALUE)).isEqualTo(InclusionProof.MAX_HASHES);

        List<Hash> long64 = Collections.nCopies(64, Hash.ZERO);
        assertThatThrownBy(() -> new InclusionProof(0, Long.MAX_VALUE, long64))
                .hasMessage("a path has at most 63 hashes, not 64");
        assertThatThrownBy(() -> new ConsistencyProof(3, Long.MAX_VALUE, Collections.nCopies(65, Hash.ZERO)))
                .hasMessage("a proof has at most 64 hashes, not 65");
    }

    @Test
    void anEmptyOldTreeIsRefusedAlsoBesideAnEmptyNewOne() {
        assertThatThrownBy(() -> new ConsistencyProof(0, 0, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConsistencyProof(0, 5, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Merkle.proveConsistency(0, leaves(3))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeIsNotPassedOffAsALeaf() {
        List<Hash> leaves = leaves(4);
        Hash left = Merkle.node(leaves.get(0), leaves.get(1));
        Hash right = Merkle.node(leaves.get(2), leaves.get(3));
        byte[] both = new byte[64];
        System.arraycopy(left.toBytes(), 0, both, 0, 32);
        System.arraycopy(right.toBytes(), 0, both, 32, 32);

        assertThat(Merkle.leaf(both)).isNotEqualTo(Merkle.root(leaves));
        assertThat(Merkle.root(List.of(left, right))).isEqualTo(Merkle.root(leaves));
        assertThat(new InclusionProof(0, 4, List.of(right)).proves(left, Merkle.root(leaves)))
                .isFalse();
    }

    @Property
    void everyLeafOfATreeIsProven(@ForAll @IntRange(min = 1, max = 130) int size) {
        List<Hash> leaves = leaves(size);
        Hash root = Merkle.root(leaves);

        assertThat(root).isEqualTo(rootByDefinition(leaves));
        for (int index = 0; index < size; index++) {
            InclusionProof proof = Merkle.proveInclusion(index, leaves);
            assertThat(proof.proves(leaves.get(index), root)).isTrue();
            assertThat(proof.path()).hasSize(InclusionProof.pathLength(index, size));
        }
    }

    @Property
    void aPathIsAtMostTheLogarithmOfTheSize(
            @ForAll @LongRange(min = 1) long size, @ForAll @LongRange(min = 0) long anyIndex) {
        int log2 = 64 - Long.numberOfLeadingZeros(size - 1);

        assertThat(InclusionProof.pathLength(anyIndex % size, size)).isBetween(size == 1 ? 0 : 1, log2);
        assertThat(InclusionProof.pathLength(0, size)).isEqualTo(log2);
    }

    @Property(tries = 300)
    void aProofForOneLeafHoldsForNoOtherLeafPlaceSizeOrRoot(
            @ForAll @IntRange(min = 2, max = 70) int size,
            @ForAll @IntRange(min = 0, max = 69) int anyIndex,
            @ForAll @IntRange(min = 0, max = 69) int anyOther) {
        int index = anyIndex % size;
        int other = (index + 1 + anyOther % (size - 1)) % size;
        List<Hash> leaves = leaves(size);
        Hash root = Merkle.root(leaves);
        InclusionProof proof = Merkle.proveInclusion(index, leaves);

        assertThat(proof.proves(leaves.get(other), root)).isFalse();
        assertThat(new InclusionProof(other, size, proof.path()).proves(leaves.get(index), root))
                .isFalse();
        assertThat(proof.proves(leaves.get(index), Merkle.root(leaves.subList(0, size - 1))))
                .isFalse();
        for (int i = 0; i < proof.path().size(); i++) {
            List<Hash> altered = new ArrayList<>(proof.path());
            altered.set(i, Hash.of(altered.get(i).toBytes()));
            assertThat(new InclusionProof(index, size, altered).proves(leaves.get(index), root))
                    .isFalse();
            altered.remove(i);
            assertThat(new InclusionProof(index, size, altered).proves(leaves.get(index), root))
                    .isFalse();
        }
    }

    @Property(tries = 60)
    void aTreeThatGrewProvesItAndNothingElse(@ForAll @IntRange(min = 1, max = 40) int size) {
        List<Hash> leaves = leaves(size);
        Hash root = Merkle.root(leaves);
        List<Hash> forked = new ArrayList<>(leaves);
        forked.set(0, Merkle.leaf(new byte[] {42}));

        for (int old = 1; old <= size; old++) {
            ConsistencyProof proof = Merkle.proveConsistency(old, leaves);
            Hash oldRoot = Merkle.root(leaves.subList(0, old));
            assertThat(proof.proves(oldRoot, root)).isTrue();
            assertThat(proof.proves(Merkle.root(forked.subList(0, old)), root)).isFalse();
            assertThat(proof.proves(oldRoot, Merkle.root(forked))).isFalse();

            List<Hash> longer = new ArrayList<>(proof.path());
            longer.add(root);
            assertThat(new ConsistencyProof(old, size, longer).proves(oldRoot, root))
                    .isFalse();
            if (!proof.path().isEmpty())
                assertThat(new ConsistencyProof(
                                        old,
                                        size,
                                        proof.path().subList(0, proof.path().size() - 1))
                                .proves(oldRoot, root))
                        .isFalse();
        }
    }

    @Test
    void everyProbeOfTheTransparencyVectorsIsJudgedAsExpected() throws IOException {
        Path vectors = Path.of(System.getProperty("darm.shared.data", "absent"), "merkle-rfc6962", "testdata");
        Assumptions.assumeTrue(Files.isDirectory(vectors), "the RFC 6962 vectors are not beside the project");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(vectors)) {
            files = walk.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }

        assertThat(files).hasSize(96);
        for (Path file : files) {
            JsonNode probe = new ObjectMapper().readTree(file.toFile());
            boolean inclusion = probe.has("leafIdx");
            assertThat(accepted(inclusion, probe))
                    .as(vectors.relativize(file).toString())
                    .isEqualTo(!probe.get("wantErr").booleanValue());
        }
    }

    /** A probe may hold a hash of a wrong length or a place below zero: then no proof can be built, which is a refusal. */
    private static boolean accepted(boolean inclusion, JsonNode probe) {
        try {
            List<Hash> path = new ArrayList<>();
            for (JsonNode hash : probe.get("proof")) path.add(hash(hash));
            return inclusion
                    ? new InclusionProof(size(probe, "leafIdx"), size(probe, "treeSize"), path)
                            .proves(hash(probe.get("leafHash")), hash(probe.get("root")))
                    : new ConsistencyProof(size(probe, "size1"), size(probe, "size2"), path)
                            .proves(hash(probe.get("root1")), hash(probe.get("root2")));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long size(JsonNode probe, String field) {
        BigInteger value = probe.get(field).bigIntegerValue();
        if (value.bitLength() > 63) throw new IllegalArgumentException("beyond a signed long: " + value);
        return value.longValue();
    }

    private static Hash hash(JsonNode base64) {
        return Hash.ofBytes(Base64.getDecoder().decode(base64.textValue()));
    }

    private static List<Hash> leaves(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> Merkle.leaf(Integer.toString(i).getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    /** MTH(D[n]) as RFC 6962 §2.1 writes it. */
    private static Hash rootByDefinition(List<Hash> leaves) {
        if (leaves.size() == 1) return leaves.getFirst();
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Merkle.node(
                rootByDefinition(leaves.subList(0, split)), rootByDefinition(leaves.subList(split, leaves.size())));
    }
}
