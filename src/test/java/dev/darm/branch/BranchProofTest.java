package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Payload;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;
import dev.darm.sim.disk.TestDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One proof from a record of 100 bytes to the signatures of the chain; nothing in it can be changed. */
class BranchProofTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Author author = Author.number(1);

    /** The proof of a record amid a full batch, that batch amid {@code roots}, their anchor alone in a block. */
    private BranchProof proof(TinyChain chain, int roots, SigningKey anchorer) throws Exception {
        return proof(chain, roots, anchorer, 1);
    }

    /** The same with {@code anchors} in the block, ours amid them. */
    private BranchProof proof(TinyChain chain, int roots, SigningKey anchorer, int inBlock) throws Exception {
        List<BranchRecord> records = new ArrayList<>();
        for (int i = 0; i < BatchSeal.MAX_RECORDS; i++)
            records.add(author.record(0x10000L + i, 0x50, new byte[100], List.of()));
        RecordBatch batch = RecordBatch.sign(records, author.key);
        SignedRecord record = batch.signed().get(700);
        Anchors anchors = new Anchors(
                SegmentLog.open(new TestDisk(), "anchors", SegmentLog.Options.DEFAULT),
                anchorer,
                TinyChain.NAME,
                new Anchors.Settings(Duration.ofSeconds(10), Long.MAX_VALUE, 1, 1 << 30));
        for (int i = 0; i < roots; i++) {
            boolean own = i == roots / 2;
            HybridTime time = new HybridTime(i < roots / 2 ? i : 0x20000L + i);
            anchors.add(
                    own ? batch.seal().root() : Hash.of("root " + i),
                    own ? records.getFirst().time() : time);
        }
        Anchor anchor = anchors.make(NOW).getFirst();
        List<Payload> payloads = new ArrayList<>();
        for (int i = 0; i < inBlock; i++)
            payloads.add(
                    i == inBlock / 2
                            ? anchor.payload()
                            : Anchor.sign(anchorer, TinyChain.NAME, i, 1, Hash.of("other " + i))
                                    .payload());
        CommittedBlock block = chain.commit(payloads);
        anchors.stands(anchor, block.height(), inBlock / 2);
        Anchors.Place place = anchors.find(batch.seal().root(), record.record().time());
        return BranchProof.of(record, place, chain.prove(place.height(), place.position()));
    }

    /** The last row is both, a backlog and thirteen validators: 3 KiB. */
    @ParameterizedTest
    @CsvSource({
        "4, 1000, 10, 1997, 2000",
        "4, 100000, 24, 2445, 3000",
        "13, 1000, 10, 2621, 3000",
        "13, 100000, 24, 3069, 3072"
    })
    void aProofFromABlockOfManyAnchorsIsShort(int validators, int roots, int hashes, int bytes, int limit)
            throws Exception {
        TinyChain chain = new TinyChain(validators);
        BranchProof proof = proof(chain, roots, author.key, 1_024);

        assertThat(proof.refusal(chain.genesis)).isEmpty();
        assertThat(ByteReader.readAll(proof.bytes(), BranchProof::read)).isEqualTo(proof);
        // a backlog of 8.64 million needs 24 hashes, one of 100,000 has 17
        int more = 32 * (hashes - proof.inAnchor().path().size());
        assertThat(proof.bytes().length + more).isEqualTo(bytes).isLessThanOrEqualTo(limit);
    }

    @Test
    void belowAnAnchorOfAnotherKeyTheSignatureOfTheBatchBelongsToTheProof() throws Exception {
        TinyChain chain = new TinyChain(4);
        BranchProof proof = proof(chain, 3, Author.key(2));
        BranchProof own = proof(new TinyChain(4), 3, author.key);

        assertThat(proof.refusal(chain.genesis)).isEmpty();
        assertThat(ByteReader.readAll(proof.bytes(), BranchProof::read)).isEqualTo(proof);
        assertThat(proof.bytes()).hasSize(own.bytes().length + 64);
        assertThat(with(proof, Optional.empty()).refusal(chain.genesis).orElse(""))
                .contains("has no signature");
        assertThat(with(proof, Optional.of(proof.anchor().signature()))
                        .refusal(chain.genesis)
                        .orElse(""))
                .contains("the batch is not signed by");
        assertThat(with(own, proof.signature()).refusal(chain.genesis).orElse(""))
                .contains("says nothing");
    }

    private static BranchProof with(BranchProof proof, Optional<Signature> signature) {
        return new BranchProof(
                proof.record(), proof.inBatch(), signature, proof.inAnchor(), proof.anchor(), proof.ledger());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyChangedByteIsRefused(int anchorer) throws Exception {
        TinyChain chain = new TinyChain(4);
        byte[] bytes = proof(chain, 3, Author.key(anchorer)).bytes();
        Random random = new Random(1);
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            Optional<String> refusal;
            try {
                refusal = ByteReader.readAll(changed, BranchProof::read).refusal(chain.genesis);
            } catch (MalformedBytes e) {
                refusal = Optional.of("malformed");
            }
            assertThat(refusal).as("byte %d", i).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoTrustsTheHeaderIsShownEveryChangeButOfSignaturesOfTheBlock(int anchorer) throws Exception {
        BranchProof proof = proof(new TinyChain(4), 3, Author.key(anchorer));
        Hash trusted = proof.ledger().header().hash();
        byte[] bytes = proof.bytes();
        int ledger = bytes.length - proof.ledger().bytes().length;
        // kind, version and the number of hand-overs come before the header
        int certificate = ledger + 6 + proof.ledger().header().bytes().length;
        int after = certificate + proof.ledger().certificate().bytes().length;
        Random random = new Random(1);

        assertThat(ByteReader.readAll(bytes, AnyProof::read).refusal(trusted)).isEmpty();
        assertThat(proof.refusal(Hash.of("another")).orElse("")).contains("not about the trusted one with hash");
        for (int i = 0; i < bytes.length; i++) {
            if (i >= certificate && i < after) continue;
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            Optional<String> refusal;
            try {
                refusal = ByteReader.readAll(changed, AnyProof::read).refusal(trusted);
            } catch (MalformedBytes e) {
                refusal = Optional.of("malformed");
            }
            assertThat(refusal).as("byte %d", i).isPresent();
        }
    }

    /** The proof, and the chain's own part of it, with bytes that are turned, cut, doubled, swapped or added. */
    @Test
    void bytesThatAreNoProofAreMalformedOrRefused() throws Exception {
        TinyChain chain = new TinyChain(4);
        BranchProof proof = proof(chain, 3, author.key);
        Random random = new Random(7);
        int read = 0;
        for (byte[] good : List.of(proof.bytes(), proof.ledger().bytes()))
            for (int i = 0; i < 10_000; i++) {
                byte[] bad = changed(good, random);
                if (Arrays.equals(bad, good)) continue;
                Optional<AnyProof> parsed = parse(bad);
                if (parsed.isPresent()) read++;
                int number = i;
                parsed.ifPresent(one -> assertThat(one.refusal(chain.genesis))
                        .as("input %d of %d bytes", number, good.length)
                        .isPresent());
                parsed.ifPresent(
                        one -> assertThat(one.refusal(Hash.of("another"))).isPresent());
            }
        assertThat(read).isGreaterThan(1_000);
    }

    private static Optional<AnyProof> parse(byte[] bytes) {
        try {
            return Optional.of(ByteReader.readAll(bytes, AnyProof::read));
        } catch (MalformedBytes e) {
            return Optional.empty();
        }
    }

    private static byte[] changed(byte[] good, Random random) {
        int at = random.nextInt(good.length);
        int length = 1 + random.nextInt(40);
        byte[] bytes = good.clone();
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(good, at);
            case 1 -> Arrays.copyOf(good, good.length + length);
            case 2 -> {
                byte[] doubled = Arrays.copyOf(good, good.length + good.length - at);
                System.arraycopy(good, at, doubled, good.length, good.length - at);
                yield doubled;
            }
            case 3 -> {
                System.arraycopy(good, random.nextInt(good.length - 40), bytes, Math.min(at, good.length - 40), length);
                yield bytes;
            }
            default -> {
                for (int i = 0; i <= random.nextInt(3); i++)
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
        };
    }

    @Test
    void anAnchorOfAnotherChainOrHandIsNotTakenIntoABlock() throws Exception {
        AnchorRules rules = new AnchorRules(TinyChain.NAME);
        Anchor good = Anchor.sign(author.key, TinyChain.NAME, 0, 1, Hash.of("root"));
        Anchor elsewhere = Anchor.sign(author.key, "other", 0, 1, Hash.of("root"));
        Anchor longer = new Anchor(good.author(), 0, 2, good.root(), good.signature());

        assertThat(refusal(rules, good.payload())).isEmpty();
        assertThat(refusal(rules, elsewhere.payload())).contains("not signed");
        assertThat(refusal(rules, longer.payload())).contains("not signed");
        assertThat(refusal(rules, new Payload(Payload.ANCHOR, new byte[] {1, 2})))
                .contains("cannot be read");
    }

    private static String refusal(AnchorRules rules, Payload payload) throws Exception {
        return rules.refuse(payload, new TinyChain(1).chain.state().validators())
                .orElse("");
    }
}
