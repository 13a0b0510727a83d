package dev.darm.ledger;

import dev.darm.world.Unlikely;
import dev.darm.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads as many blocks of a chain as one message may carry.
 *
 * @param bytes after so many of them a page ends, and with the block that reached them
 */
record ChainPages(Chain chain, int bytes, World world) {

    /** At most {@code max} blocks from {@code first} on, whole or abridged. */
    List<BlockContent> contents(long first, int max) throws IOException {
        List<BlockContent> contents = new ArrayList<>();
        long size = 0;
        for (long height = first; height <= chain.height() && contents.size() < max && size < bytes; height++) {
            BlockContent content = chain.content(height);
            contents.add(content);
            size += content.payloads().stream().mapToLong(Payload::size).sum();
        }
        return contents;
    }

    /** At most {@code max} whole blocks from {@code first} on. */
    List<CommittedBlock> blocks(long first, int max) throws IOException {
        List<CommittedBlock> blocks = new ArrayList<>();
        long size = 0;
        for (long height = first; height <= chain.height() && blocks.size() < max && size < bytes; height++) {
            CommittedBlock block = chain.block(height);
            blocks.add(block);
            size += block.bytes().length;
            if (world.unlikely(Unlikely.BLOCKS_ONE_BY_ONE)) break;
        }
        return blocks;
    }
}
