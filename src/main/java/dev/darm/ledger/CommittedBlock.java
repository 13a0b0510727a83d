package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;

/** A block with a certificate that names it. That the certificate holds is for {@link Certificate#refusal} to tell. */
public record CommittedBlock(Block block, Certificate certificate) implements Canonical {

    private static final int KIND = 0x17;
    private static final int VERSION = 1;

    public CommittedBlock {
        if (certificate.height() != block.height() || !certificate.blockHash().equals(block.hash()))
            throw new IllegalArgumentException("the certificate is for block " + certificate.blockHash() + " at height "
                    + certificate.height() + ", not " + block.hash() + " at height " + block.height());
        boolean timed = block.header().lastCommit().isPresent();
        if (certificate.hasTimes() != timed && !certificate.precommits().isEmpty())
            throw new IllegalArgumentException("the precommits of a block of version "
                    + block.header().version() + " state " + (timed ? "times" : "no times"));
    }

    public static CommittedBlock read(ByteReader from) {
        from.expect("committed block", KIND, VERSION);
        Block block = Block.read(from);
        Certificate certificate = Certificate.read(from);
        return from.valid(() -> new CommittedBlock(block, certificate));
    }

    public long height() {
        return block.height();
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        block.write(to);
        certificate.write(to);
    }
}
