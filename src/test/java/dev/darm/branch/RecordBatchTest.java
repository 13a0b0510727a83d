package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.MerkleTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordBatchTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Author author = Author.number(1);

    private List<BranchRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> author.record(i + 1, 1, new byte[i % 40], List.of()))
                .toList();
    }

    @Property(tries = 40)
    void eachRecordOfABatchVerifiesAloneAndNoOtherInItsPlace(@ForAll @IntRange(min = 1, max = 70) int size) {
        RecordBatch batch = RecordBatch.sign(records(size), author.key);
        SignedRecord stranger = author.writes(size + 1, "not in the batch");

        assertThat(batch.verifies()).isTrue();
        assertThat(batch.seal().root())
                .isEqualTo(Merkle.root(
                        batch.records().stream().map(BatchSeal::leaf).toList()));
        Verifier verifier = new Verifier();
        for (SignedRecord signed : batch.signed()) {
            assertThat(verifier.verifies(signed)).isTrue();
            assertThat(verifier.verifies(new SignedRecord(stranger.record(), signed.seal(), signed.proof())))
                    .isFalse();
        }
        assertThat(batch.signed().getLast().verifies()).isTrue();
        assertThat(verifier.checked()).isEqualTo(1);
    }

    @Test
    void anotherAuthorsSealDoesNotVerify() {
        RecordBatch batch = RecordBatch.sign(records(3), author.key);
        BatchSeal seal = batch.seal();
        BatchSeal foreign = BatchSeal.sign(Author.key(2), 3, seal.root());
        BatchSeal forged = new BatchSeal(author.id(), 3, seal.root(), foreign.signature());

        assertThat(forged.verifies()).isFalse();
        assertThat(new BatchSeal(author.id(), 2, seal.root(), seal.signature()).verifies())
                .isFalse();
        assertThatThrownBy(() -> RecordBatch.sign(batch.records(), Author.key(2)))
                .hasMessageContaining("is not the batch's");
        Verifier verifier = new Verifier();
        SignedRecord first = batch.signed().getFirst();
        assertThat(verifier.verifies(new SignedRecord(first.record(), forged, first.proof())))
                .isFalse();
        assertThat(verifier.verifies(new SignedRecord(first.record(), forged, first.proof())))
                .isFalse();
        assertThat(verifier.verifies(first)).isTrue();
    }

    @Test
    void proofsMadeTogetherAreThoseMadeAlone() {
        for (int size = 1; size <= 33; size++) {
            List<Hash> leaves =
                    IntStream.range(0, size).mapToObj(i -> Hash.of("leaf " + i)).toList();
            for (int i = 0; i < size; i++)
                assertThat(new MerkleTree(leaves).prove(i)).isEqualTo(Merkle.proveInclusion(i, leaves));
        }
        assertThatThrownBy(() -> new MerkleTree(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchClosesWhenItIsFull() {
        BatchSigner signer = new BatchSigner(author.key);
        List<RecordBatch> closed = new ArrayList<>();

        for (BranchRecord record : records(2 * BatchSeal.MAX_RECORDS + 1)) closed.addAll(signer.add(record, NOW));

        assertThat(closed).extracting(batch -> batch.records().size()).containsExactly(1024, 1024);
        assertThat(closed).allMatch(RecordBatch::verifies);
        assertThat(signer.flush().orElseThrow().records()).hasSize(1);
        assertThat(signer.flush()).isEmpty();
    }

    @Test
    void aBatchClosesTenMillisecondsAfterItsFirstRecord() {
        BatchSigner signer = new BatchSigner(author.key);
        List<BranchRecord> records = records(3);

        assertThat(signer.due()).isEmpty();
        assertThat(signer.add(records.get(0), NOW)).isEmpty();
        assertThat(signer.add(records.get(1), NOW.plusMillis(9))).isEmpty();
        assertThat(signer.due()).contains(NOW.plusMillis(10));
        assertThat(signer.close(NOW.plusMillis(9))).isEmpty();
        assertThat(signer.add(records.get(2), NOW.plusMillis(10)).getFirst().records())
                .containsExactly(records.get(0), records.get(1));
        assertThat(signer.close(NOW.plusMillis(20)).orElseThrow().records()).containsExactly(records.get(2));
    }

    @Test
    void aBatchClosesBeforeItOutgrowsAMessage() {
        BatchSigner signer = new BatchSigner(author.key);
        List<RecordBatch> closed = new ArrayList<>();

        for (int i = 0; i < 40; i++)
            closed.addAll(
                    signer.add(author.record(i + 1, 1, new byte[BranchRecord.MAX_PAYLOAD_BYTES], List.of()), NOW));

        assertThat(closed).hasSize(2);
        assertThat(closed).allMatch(batch -> batch.bytes().length <= BatchSigner.MAX_BYTES);
    }

    @Test
    void aRecordsAncestorsHaveOneEncodingAndABound() {
        List<Hash> many = IntStream.range(0, 65).mapToObj(i -> Hash.of("" + i)).toList();

        assertThatThrownBy(() -> author.record(1, 0, new byte[0], many))
                .hasMessage("a record has at most 64 parents, not 65");
        Hash parent = Hash.of("parent");
        assertThatThrownBy(() -> BranchRecord.of(
                        "b", author.id(), 1, Optional.of(parent), HybridTime.ZERO, List.of(parent), 0, new byte[0]))
                .hasMessageContaining("stands not among the parents");
        assertThatThrownBy(() -> BranchRecord.of(
                        "b",
                        author.id(),
                        0,
                        Optional.empty(),
                        HybridTime.ZERO,
                        List.of(parent, parent),
                        0,
                        new byte[0]))
                .hasMessageContaining("each stands there once");
        assertThatThrownBy(() -> BranchRecord.of(
                        "b", author.id(), 1, Optional.empty(), HybridTime.ZERO, List.of(), 0, new byte[0]))
                .hasMessageContaining("exactly when its sequence is above 0");
        assertThatThrownBy(() -> BranchRecord.of(
                        "../b", author.id(), 0, Optional.empty(), HybridTime.ZERO, List.of(), 0, new byte[0]))
                .hasMessageContaining("a branch name has 1 to 64 of a-z 0-9");
        List<Hash> parents = new ArrayList<>(many.subList(0, 5));
        BranchRecord one =
                BranchRecord.of("b", author.id(), 0, Optional.empty(), HybridTime.ZERO, parents, 0, new byte[0]);
        Collections.reverse(parents);
        assertThat(BranchRecord.of("b", author.id(), 0, Optional.empty(), HybridTime.ZERO, parents, 0, new byte[0]))
                .isEqualTo(one);
    }
}
