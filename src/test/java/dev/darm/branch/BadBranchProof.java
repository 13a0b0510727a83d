package dev.darm.branch;

import dev.darm.codec.Abused;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.CommittedBlock;
import dev.darm.sim.disk.TestDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The bytes of a proof of a record of a branch, and of an anchor. */
public final class BadBranchProof {

    private BadBranchProof() {}

    public static List<Abused> all() throws Exception {
        TinyChain chain = new TinyChain(4);
        Author author = Author.number(1);
        RecordBatch batch = RecordBatch.sign(
                List.of(
                        author.record(1, 0x50, new byte[10], List.of()),
                        author.record(2, 0x50, new byte[10], List.of())),
                author.key);
        Anchors anchors = new Anchors(
                SegmentLog.open(new TestDisk(), "anchors", SegmentLog.Options.DEFAULT),
                author.key,
                TinyChain.NAME,
                new Anchors.Settings(Duration.ofSeconds(10), Long.MAX_VALUE, 1, 1 << 30));
        HybridTime time = batch.records().getFirst().time();
        anchors.add(batch.seal().root(), time);
        anchors.add(Hash.of("another root"), new HybridTime(3));
        Anchor anchor = anchors.make(Instant.parse("2026-01-02T03:04:05Z")).getFirst();
        CommittedBlock block = chain.commit(List.of(anchor.payload()));
        anchors.stands(anchor, block.height(), 0);
        Anchors.Place place = anchors.find(batch.seal().root(), time);
        BranchProof proof =
                BranchProof.of(batch.signed().getLast(), place, chain.prove(place.height(), place.position()));
        return List.of(
                Abused.bytes("branch proof", proof.bytes(), MalformedBytes.class, bytes -> ByteReader.readAll(
                                bytes, BranchProof::read)
                        .refusal(chain.genesis)),
                Abused.bytes("anchor", anchor.bytes(), MalformedBytes.class, bytes -> new AnchorRules(TinyChain.NAME)
                        .refuse(
                                ByteReader.readAll(bytes, Anchor::read).payload(),
                                chain.chain.state().validators())));
    }
}
