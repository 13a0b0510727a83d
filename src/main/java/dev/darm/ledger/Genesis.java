package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.time.Instant;

/**
 * What all nodes of a chain agree on before its first block. Height 0; its hash is the previous hash of block 1, so every
 * block commits to the genesis.
 *
 * @param chainId 1 to 50 characters, see {@link ValidatorSet#NAME}
 * @param time in milliseconds, from 1970 to 9999; every block is later
 * @param validators who decides, in the order in which they propose
 */
public record Genesis(String chainId, Instant time, ValidatorSet validators) implements Canonical {

    private static final int KIND = 0x18;
    private static final int VERSION = 1;

    public Genesis {
        ValidatorSet.requireName("chain id", chainId);
        time = BlockHeader.requireTime(time);
    }

    public static Genesis read(ByteReader from) {
        from.expect("genesis", KIND, VERSION);
        String chainId = from.text();
        Instant time = from.instant();
        ValidatorSet validators = ValidatorSet.read(from);
        return from.valid(() -> new Genesis(chainId, time, validators));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(chainId).instant(time);
        validators.write(to);
    }

    /** Where the chain starts: height 0, the hash of this genesis, its time. */
    public Tip tip() {
        return new Tip(0, hash(), time);
    }
}
