package dev.darm.gateway;

import akka.util.ByteString;
import dev.darm.ledger.ChainFile;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A {@link ChainFile} that is made while it is read: it holds the bytes of one page of blocks at a time. */
final class ChainDownload {

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final ChainFile.Writer writer;
    private final long last;
    private long next;
    private boolean whole;

    /** Of the blocks from {@code first} to {@code last}; of none when {@code last} is one lower. */
    ChainDownload(Genesis genesis, long first, long last) {
        try {
            this.writer = new ChainFile.Writer(buffer, genesis, first);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.next = first;
        this.last = last;
    }

    /** The height of the block that it needs next. */
    long next() {
        return next;
    }

    /** Whether all bytes have been given. */
    boolean isWhole() {
        return whole;
    }

    /**
     * The bytes that {@code blocks}, which begin with the next, add to the file; those beyond its last are left out.
     *
     * @throws IllegalStateException when the next is not among them, as the file can then never be whole
     */
    ByteString add(List<CommittedBlock> blocks) {
        try {
            for (CommittedBlock block : blocks) {
                if (next > last) break;
                if (block.height() != next)
                    throw new IllegalStateException("height " + block.height() + " was given for height " + next);
                writer.add(block);
                next++;
            }
            if (next > last) {
                writer.end();
                whole = true;
            } else if (blocks.isEmpty()) {
                throw new IllegalStateException("this node keeps the block of height " + next + " no more");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteString bytes = ByteString.fromArrayUnsafe(buffer.toByteArray());
        buffer.reset();
        return bytes;
    }
}
