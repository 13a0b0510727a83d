package dev.darm.ledger;

import java.util.List;

/**
 * What a block says, as far as this node keeps it.
 *
 * @param payloads in their order; of an old block only the lasting ones, see {@link AbridgedBlock}
 */
public record BlockContent(BlockHeader header, List<Payload> payloads) {

    public BlockContent {
        payloads = List.copyOf(payloads);
    }

    public static BlockContent of(CommittedBlock block) {
        return new BlockContent(block.block().header(), block.block().payloads());
    }

    public long height() {
        return header.height();
    }
}
