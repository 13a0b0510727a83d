package dev.darm.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SignedRecordsTest {

    private static List<SignedRecord> batch(Author author, int count) {
        List<BranchRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) records.add(author.record(i + 1, 0x50, new byte[100], List.of()));
        return RecordBatch.sign(records, author.key).signed();
    }

    private static SignedRecords read(SignedRecords records) {
        return ByteReader.readAll(records.bytes(), SignedRecords::read);
    }

    @Property(tries = 100)
    void readTogetherTheyAreWhatTheyWere(@ForAll long seed) {
        Random random = new Random(seed);
        List<SignedRecord> some = new ArrayList<>();
        for (int i = 0; i < 3; i++)
            for (SignedRecord signed : batch(Author.number(i), 1 + random.nextInt(20)))
                if (random.nextInt(3) > 0)
                    // as it was made, or as it came alone
                    some.add(random.nextBoolean() ? signed : ByteReader.readAll(signed.bytes(), SignedRecord::read));
        if (random.nextBoolean()) Collections.shuffle(some, random);
        SignedRecords records = new SignedRecords(some);

        SignedRecords once = read(records);

        assertThat(once).isEqualTo(records);
        assertThat(once.all()).allMatch(SignedRecord::verifies);
        Collections.shuffle(some, random);
        SignedRecords part = new SignedRecords(some.subList(0, some.size() / 2));
        assertThat(read(new SignedRecords(read(part).all()))).isEqualTo(part);
    }

    @Test
    void aBatchTakesItsSealOnceAndNoProof() {
        List<SignedRecord> batch = batch(Author.number(1), 1_024);
        // the sizes that docs/branch.md gives
        assertThat(batch.get(5).bytes()).hasSize(666);
        assertThat(bytesEach(batch)).isEqualTo(216);
        assertThat(bytesEach(batch.subList(256, 512))).isEqualTo(216);
        assertThat(bytesEach(batch.subList(300, 556))).isEqualTo(217);
        assertThat(bytesEach(batch.subList(7, 8))).isEqualTo(678);
    }

    private static int bytesEach(List<SignedRecord> records) {
        return new SignedRecords(records).bytes().length / records.size();
    }

    @Test
    void aForgedRecordIsInNoBatch() {
        List<SignedRecord> batch = batch(Author.number(1), 5);
        SignedRecord other = batch(Author.number(1), 6).get(5);
        List<SignedRecord> mixed = new ArrayList<>(batch.subList(0, 2));
        mixed.add(new SignedRecord(
                other.record(), batch.get(2).seal(), batch.get(2).proof()));

        assertThat(read(new SignedRecords(mixed)).all()).noneMatch(SignedRecord::verifies);
        assertThat(new Verifier().verifies(read(new SignedRecords(mixed)).all().getFirst()))
                .isFalse();
    }

    @Test
    void whatNamesNoBatchOrOnePlaceTwiceIsMalformed() {
        List<SignedRecord> batch = batch(Author.number(1), 2);
        BatchSeal seal = batch.getFirst().seal();
        BranchRecord record = batch.getFirst().record();

        assertMalformed("no record of batch 0", writer(seal).i32(0));
        assertMalformed("a record of batch 1 after 0 of 1", entry(writer(seal).i32(1), 1, 0, record));
        assertMalformed("a record of batch -1", entry(writer(seal).i32(1), -1, 0, record));
        assertMalformed("not 2", entry(writer(seal).i32(1), 0, 2, record));
        assertMalformed("not -1", entry(writer(seal).i32(1), 0, -1, record));
        assertMalformed("not 0", entry(entry(writer(seal).i32(2), 0, 0, record), 0, 0, record));
        assertMalformed(
                "is not the batch's",
                entry(writer(seal).i32(1), 0, 0, Author.number(2).record(1, 0, new byte[0], List.of())));
        assertThatThrownBy(() -> new SignedRecords(List.of(batch.getFirst(), batch.getFirst())).bytes())
                .hasMessageContaining("ascending");
    }

    private static ByteWriter writer(BatchSeal seal) {
        return new ByteWriter().u8(0x7D).u8(1).list(List.of(seal));
    }

    private static ByteWriter entry(ByteWriter to, int batch, int place, BranchRecord record) {
        record.write(to.i32(batch).i32(place));
        return to;
    }

    private static void assertMalformed(String why, ByteWriter bytes) {
        assertThatThrownBy(() -> ByteReader.readAll(bytes.toBytes(), SignedRecords::read))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining(why);
    }
}
