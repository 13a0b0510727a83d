package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The headers of a chain as a transparency log (c2sp.org/tlog-tiles). Its tree is in memory: built from the chain when it is
 * first asked for, some blocks at a time, and continued with the blocks that came since whenever it is asked again.
 */
final class HeaderLog {

    /** Blocks read in one go. */
    static final int BLOCKS = 256;

    private final Chain chain;
    private final String origin;
    private final HeaderTree tree = new HeaderTree();

    HeaderLog(Chain chain) {
        this.chain = chain;
        this.origin = Checkpoint.origin(chain.genesis());
    }

    /** Takes in blocks of the chain, and says whether the tree has all. */
    boolean grow() throws IOException {
        for (int i = 0; i < BLOCKS && tree.size() < chain.height(); i++)
            tree.append(leaf(chain.content(tree.size() + 1).header()));
        return tree.size() == chain.height();
    }

    static Hash leaf(BlockHeader header) {
        return Merkle.leaf(header.bytes());
    }

    /** The answer in bytes; empty when the log is not that long, or nothing signs here. Only after {@link #grow} said yes. */
    Optional<byte[]> answer(LogQuestion question, Optional<SigningKey> key) throws IOException {
        return switch (question) {
            case LogQuestion.Newest() -> {
                Checkpoint newest = new Checkpoint(origin, tree.size(), tree.root(tree.size()));
                yield key.map(own -> newest.signedBy(own).getBytes(StandardCharsets.UTF_8));
            }
            case LogQuestion.Consistency(long from, long to) ->
                from >= 1 && from <= to && to <= tree.size()
                        ? Optional.of(lines(tree.consistency(from, to).path()))
                        : Optional.empty();
            case LogQuestion.Tile(int level, long index, int width) -> nonEmpty(joined(tree.tile(level, index, width)));
            case LogQuestion.Entries(long index, int width) -> nonEmpty(headers(index, width));
        };
    }

    private static byte[] lines(List<Hash> hashes) {
        StringBuilder lines = new StringBuilder();
        for (Hash hash : hashes)
            lines.append(Base64.getEncoder().encodeToString(hash.toBytes())).append('\n');
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(List<Hash> hashes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Hash hash : hashes) out.writeBytes(hash.toBytes());
        return out.toByteArray();
    }

    private byte[] headers(long index, int width) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (tree.tile(0, index, width).isEmpty()) return out.toByteArray();
        for (long height = index * HeaderTree.WIDTH + 1; height <= index * HeaderTree.WIDTH + width; height++) {
            byte[] header = chain.content(height).header().bytes();
            out.write(header.length >>> 8);
            out.write(header.length);
            out.writeBytes(header);
        }
        return out.toByteArray();
    }

    private static Optional<byte[]> nonEmpty(byte[] bytes) {
        return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
    }
}
