package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;

/** The first record of a chain's log: which chain it holds. Its version is the version of the log's format. */
record ChainMarker(String chainId, Hash genesis) implements Canonical {

    private static final int KIND = 0x19;
    private static final int VERSION = 1;

    ChainMarker {
        ValidatorSet.requireName("chain id", chainId);
    }

    static ChainMarker of(Genesis genesis) {
        return new ChainMarker(genesis.chainId(), genesis.hash());
    }

    static ChainMarker read(ByteReader from) {
        from.expect("chain marker", KIND, VERSION);
        String chainId = from.text();
        Hash genesis = from.hash();
        return from.valid(() -> new ChainMarker(chainId, genesis));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(chainId).hash(genesis);
    }
}
