package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;

/**
 * What a light client needs of a block: no payloads.
 *
 * @param validators who decided it
 * @param next who decides the block after it
 */
public record LightBlock(BlockHeader header, Certificate certificate, ValidatorSet validators, ValidatorSet next)
        implements Canonical {

    private static final int KIND = 0x1F;
    private static final int VERSION = 1;

    public static LightBlock read(ByteReader from) {
        from.expect("light block", KIND, VERSION);
        BlockHeader header = BlockHeader.read(from);
        Certificate certificate = Certificate.read(from);
        ValidatorSet validators = ValidatorSet.read(from);
        ValidatorSet next = from.bool() ? ValidatorSet.read(from) : validators;
        return new LightBlock(header, certificate, validators, next);
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        header.write(to);
        certificate.write(to);
        validators.write(to);
        to.bool(!next.equals(validators));
        if (!next.equals(validators)) next.write(to);
    }

    public long height() {
        return header.height();
    }
}
