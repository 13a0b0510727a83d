package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The log of headers as who knows nothing of this runtime reads it: by the text of c2sp.org and by RFC 6962. */
class HeaderLogTest {

    private static final int BLOCKS = 300;

    /** A note taken apart by c2sp.org/signed-note: the text, and of each signature line the name and the bytes. */
    private record Note(String text, List<String> names, List<byte[]> signatures) {

        static Note read(String whole) {
            int end = whole.lastIndexOf("\n\n");
            assertThat(end).isPositive();
            assertThat(whole).endsWith("\n");
            Note note = new Note(whole.substring(0, end + 1), new ArrayList<>(), new ArrayList<>());
            for (String line : whole.substring(end + 2).split("\n")) {
                assertThat(line).startsWith("\u2014 ");
                String[] parts = line.substring(2).split(" ");
                assertThat(parts).hasSize(2);
                note.names.add(parts[0]);
                note.signatures.add(Base64.getDecoder().decode(parts[1]));
            }
            return note;
        }

        /** Whether the key of a verifier key, {@code <name>+<hex id>+<base64 of type and key>}, signed the text. */
        boolean isSignedBy(String verifierKey) throws GeneralSecurityException {
            String[] parts = verifierKey.split("\\+", 3);
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            assertThat(typed[0]).isEqualTo((byte) 1);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] id = Arrays.copyOf(digest.digest(typed), 4);
            assertThat(HexFormat.of().formatHex(id)).isEqualTo(parts[1]);
            for (int i = 0; i < names.size(); i++) {
                byte[] line = signatures.get(i);
                if (!names.get(i).equals(parts[0]) || !Arrays.equals(Arrays.copyOf(line, 4), id)) continue;
                return ed25519(
                        Arrays.copyOfRange(typed, 1, 33),
                        text.getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(line, 4, line.length));
            }
            return false;
        }
    }

    private static boolean ed25519(byte[] key, byte[] message, byte[] signature) throws GeneralSecurityException {
        byte[] info = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key));
        java.security.Signature jdk = java.security.Signature.getInstance("Ed25519", "SunEC");
        jdk.initVerify(KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(new X509EncodedKeySpec(info)));
        jdk.update(message);
        return jdk.verify(signature);
    }

    /** MTH(D[from:to]) of RFC 6962 §2.1, from leaf hashes. */
    private static byte[] mth(List<byte[]> leaves) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        if (leaves.isEmpty()) return digest.digest();
        if (leaves.size() == 1) return leaves.getFirst();
        int split = Integer.highestOneBit(leaves.size() - 1);
        digest.update((byte) 1);
        byte[] left = mth(leaves.subList(0, split));
        byte[] right = mth(leaves.subList(split, leaves.size()));
        digest.update(left);
        return digest.digest(right);
    }

    @Test
    void aWitnessReadsTheCheckpointAndTheTilesAndFindsTheRootInThem() throws IOException, GeneralSecurityException {
        Chain chain = chain(BLOCKS);
        HeaderLog log = grown(chain);
        String origin = Checkpoint.origin(GENESIS);

        Note note = Note.read(text(log, new LogQuestion.Newest()));
        String[] lines = note.text.split("\n");

        assertThat(note.isSignedBy(
                        Checkpoint.verifierKey(origin, KEYS.getFirst().publicKey())))
                .isTrue();
        assertThat(note.isSignedBy(Checkpoint.verifierKey(origin, KEYS.get(1).publicKey())))
                .isFalse();
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).isEqualTo(origin).doesNotContain(" ", "+");
        assertThat(lines[1]).isEqualTo("300");

        List<byte[]> leaves = new ArrayList<>();
        for (LogQuestion tile : List.of(new LogQuestion.Tile(0, 0, 256), new LogQuestion.Tile(0, 1, 300 - 256))) {
            byte[] hashes = log.answer(tile, Optional.empty()).orElseThrow();
            for (int i = 0; i < hashes.length; i += 32) leaves.add(Arrays.copyOfRange(hashes, i, i + 32));
        }
        assertThat(Base64.getDecoder().decode(lines[2])).isEqualTo(mth(leaves));
        assertThat(log.answer(new LogQuestion.Tile(1, 0, 1), Optional.empty()).orElseThrow())
                .isEqualTo(mth(leaves.subList(0, 256)));
        assertThat(log.answer(new LogQuestion.Tile(0, 1, 45), Optional.empty())).isEmpty();

        ByteBuffer entries = ByteBuffer.wrap(log.answer(new LogQuestion.Entries(1, 300 - 256), Optional.empty())
                .orElseThrow());
        for (int i = 256; i < 300; i++) {
            byte[] header = new byte[Short.toUnsignedInt(entries.getShort())];
            entries.get(header);
            assertThat(header).isEqualTo(chain.block(i + 1).block().header().bytes());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) 0);
            assertThat(digest.digest(header)).isEqualTo(leaves.get(i));
        }
        assertThat(entries.hasRemaining()).isFalse();
    }

    /** c2sp.org/tlog-cosignature: a witness signs the text behind its own first lines, which no other format starts with. */
    @Test
    void aWitnessThatSawAnEarlierCheckpointCosignsTheLaterOne() throws IOException, GeneralSecurityException {
        Chain chain = chain(40);
        HeaderLog log = grown(chain);
        String[] before = Note.read(text(log, new LogQuestion.Newest())).text.split("\n");
        extend(chain, 63);
        assertThat(log.grow()).isTrue();
        Note note = Note.read(text(log, new LogQuestion.Newest()));
        String[] after = note.text.split("\n");

        List<Hash> path = text(log, new LogQuestion.Consistency(40, 103))
                .lines()
                .map(line -> Hash.ofBytes(Base64.getDecoder().decode(line)))
                .toList();
        Hash oldRoot = Hash.ofBytes(Base64.getDecoder().decode(before[2]));
        Hash newRoot = Hash.ofBytes(Base64.getDecoder().decode(after[2]));
        assertThat(after[1]).isEqualTo("103");
        assertThat(new ConsistencyProof(40, 103, path).proves(oldRoot, newRoot)).isTrue();

        SigningKey witness = FourValidators.key(9);
        byte[] cosigned = ("cosignature/v1\ntime 1790000000\n" + note.text).getBytes(StandardCharsets.UTF_8);
        assertThat(ed25519(witness.publicKey().bytes(), cosigned, witness.sign(cosigned)))
                .isTrue();
    }

    @Property(tries = 60)
    void rootsAndProofsAreThoseOfTheWholeTree(
            @ForAll @IntRange(min = 1, max = 1_300) int size, @ForAll @IntRange(min = 1, max = 1_300) int other) {
        HeaderTree tree = new HeaderTree();
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < Math.max(size, other); i++) {
            leaves.add(Merkle.leaf(new byte[] {(byte) i, (byte) (i >> 8)}));
            tree.append(leaves.getLast());
        }
        int less = Math.min(size, other);

        assertThat(tree.root(less)).isEqualTo(Merkle.root(leaves.subList(0, less)));
        assertThat(tree.consistency(less, leaves.size())).isEqualTo(Merkle.proveConsistency(less, leaves));
    }

    /** More than 256² leaves, so that there are tiles of three levels. */
    @Test
    void aTreeOfThreeLevelsHasTheRootOfTheWhole() {
        HeaderTree tree = new HeaderTree();
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            leaves.add(Merkle.leaf(ByteBuffer.allocate(4).putInt(i).array()));
            tree.append(leaves.getLast());
        }

        assertThat(tree.root(70_000)).isEqualTo(Merkle.root(leaves));
        assertThat(tree.tile(0, 273, 112)).hasSize(112);
        assertThat(tree.tile(1, 1, 17)).hasSize(17);
        assertThat(tree.tile(2, 0, 1)).containsExactly(Merkle.root(leaves.subList(0, 65_536)));
        assertThat(tree.tile(0, 273, 113)).isEmpty();
        assertThat(tree.tile(3, 0, 1)).isEmpty();
    }

    @Test
    void theLogOfAChainWithoutBlocksIsTheEmptyTree() throws IOException {
        HeaderLog log = grown(chain(0));

        assertThat(text(log, new LogQuestion.Newest()))
                .startsWith(Checkpoint.origin(GENESIS) + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n");
        assertThat(log.answer(new LogQuestion.Consistency(1, 1), Optional.empty()))
                .isEmpty();
        assertThat(log.answer(new LogQuestion.Newest(), Optional.empty()))
                .as("nobody signs")
                .isEmpty();
    }

    /** What the key signs elsewhere starts with a zero byte, the length of a domain; a note starts with a printable one. */
    @Test
    void aCheckpointIsNoMessageOfConsensus() {
        Hash block = Hash.of("a block");
        List<byte[]> own = List.of(
                FourValidators.precommit(0, 1, 0, block).signedBytes(CHAIN),
                Vote.precommit(CHAIN, 1, 0, block, GENESIS.time(), KEYS.getFirst())
                        .signedBytes(CHAIN),
                Proposal.sign(0, -1, FourValidators.block(GENESIS.tip(), "x"), KEYS.getFirst())
                        .signedBytes(CHAIN));

        for (byte[] message : own) assertThat(message[0]).isZero();
        assertThat(new Checkpoint(Checkpoint.origin(GENESIS), 1, block).text().charAt(0))
                .isGreaterThan(' ');
        for (String text : List.of("", "\n1\n", "\u0000\u0000\u0000\u0012darm ledger vote 1"))
            assertThatThrownBy(() -> KEYS.getFirst().signText(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(HeaderLog log, LogQuestion question) throws IOException {
        return new String(log.answer(question, Optional.of(KEYS.getFirst())).orElseThrow(), StandardCharsets.UTF_8);
    }

    private static HeaderLog grown(Chain chain) throws IOException {
        HeaderLog log = new HeaderLog(chain);
        for (int i = 0; !log.grow(); i++) assertThat(i).isLessThan(100);
        return log;
    }

    private static Chain chain(int blocks) throws IOException {
        Chain chain = Chain.open(new RecordsInHeap(), GENESIS);
        extend(chain, blocks);
        return chain;
    }

    private static void extend(Chain chain, int blocks) throws IOException {
        for (int i = 0; i < blocks; i++) {
            Block block = FourValidators.block(chain.tip(), "payload");
            chain.append(new CommittedBlock(block, new Certificate(block.height(), 0, block.hash(), List.of())));
        }
    }
}
