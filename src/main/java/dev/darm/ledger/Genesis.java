package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.time.Instant;
import java.util.Optional;

/**
 * What all nodes of a chain agree on before its first block. Height 0; its hash is the previous hash of block 1, so every
 * block commits to the genesis.
 *
 * @param chainId 1 to 50 characters, see {@link ValidatorSet#NAME}
 * @param time in milliseconds, from 1970 to 9999; every block is later
 * @param validators who decides, in the order in which they propose
 * @param stated the rules of the chain; empty in a genesis of version 1, which has those of {@link ChainRules#SEED}
 * @param blockVersion of all blocks, see {@link BlockHeader}: 1 in a genesis of version 1 or 2, 2 in one of version 3, 3 in one
 *     of version 4
 */
public record Genesis(
        String chainId, Instant time, ValidatorSet validators, Optional<ChainRules> stated, int blockVersion)
        implements Canonical {

    private static final int KIND = 0x18;

    /** Without rules; its bytes, and so its hash, are those of before there were any. */
    private static final int WITHOUT_RULES = 1;

    private static final int WITH_RULES = 2;
    private static final int WITH_SECTIONS = 3;
    private static final int WITH_MEDIAN_TIME = 4;

    public Genesis {
        ValidatorSet.requireName("chain id", chainId);
        time = BlockHeader.requireTime(time);
        if (blockVersion < 1 || blockVersion > 3)
            throw new IllegalArgumentException("blocks have version 1, 2 or 3, not " + blockVersion);
        if (blockVersion > 1 && stated.isEmpty())
            throw new IllegalArgumentException("a chain with blocks of version " + blockVersion + " states its rules");
        if (blockVersion < 3 && stated.filter(ChainRules::fastPath).isPresent())
            throw new IllegalArgumentException("the fast path needs blocks of version 3, not " + blockVersion);
    }

    /** A genesis of version 1. */
    public Genesis(String chainId, Instant time, ValidatorSet validators) {
        this(chainId, time, validators, Optional.empty(), 1);
    }

    /** The genesis of a new chain. */
    public static Genesis of(String chainId, Instant time, ValidatorSet validators, ChainRules rules) {
        return new Genesis(chainId, time, validators, Optional.of(rules), 3);
    }

    public static Genesis read(ByteReader from) {
        int kind = from.u8();
        int version = from.u8();
        if (kind != KIND || version < WITHOUT_RULES || version > WITH_MEDIAN_TIME)
            throw from.malformed("expected genesis (kind %d, version %d to %d), found kind %d, version %d"
                    .formatted(KIND, WITHOUT_RULES, WITH_MEDIAN_TIME, kind, version));
        String chainId = from.text();
        Instant time = from.instant();
        ValidatorSet validators = ValidatorSet.read(from);
        Optional<ChainRules> stated = version == WITHOUT_RULES ? Optional.empty() : Optional.of(ChainRules.read(from));
        return from.valid(() -> new Genesis(chainId, time, validators, stated, Math.max(1, version - 1)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(blockVersion > 1 ? blockVersion + 1 : stated.isEmpty() ? WITHOUT_RULES : WITH_RULES)
                .text(chainId)
                .instant(time);
        validators.write(to);
        stated.ifPresent(rules -> rules.write(to));
    }

    /** Whether the time of a block is the median of what the precommits of the block before state. */
    boolean hasMedianTime() {
        return blockVersion == 3;
    }

    /** Whether prevotes alone may decide a block. */
    boolean hasFastPath() {
        return rules().fastPath();
    }

    /** The rules of the chain, stated or not. */
    public ChainRules rules() {
        return stated.orElse(ChainRules.SEED);
    }

    /** Where the chain starts: height 0, the hash of this genesis, its time. */
    public Tip tip() {
        return new Tip(0, hash(), time);
    }
}
