package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Blocks of a chain in a file that proves itself: whoever has the genesis needs nothing else to verify it. Written and read
 * as a stream, a block at a time.
 *
 * <pre>
 *   beginning   magic "DARMCHN\n" (8 bytes), format version u32 = 1, genesis (length u32, canonical bytes), first height u64
 *   block       length u32 above 0, canonical bytes of a {@link CommittedBlock}
 *   end         u32 = 0, last height u64, its block's hash (32 bytes), SHA-256 of all bytes before (32 bytes)
 * </pre>
 */
public final class ChainFile {

    private static final byte[] MAGIC = {'D', 'A', 'R', 'M', 'C', 'H', 'N', '\n'};
    private static final int VERSION = 1;
    private static final int MAX_GENESIS_BYTES = 16 << 20;
    private static final int MAX_BLOCK_BYTES = 64 << 20;

    private ChainFile() {}

    /** What a file of the heights {@code first} to {@code last} is called in a folder of a backup. */
    public static String name(long first, long last) {
        return "blocks-%012d-%012d.chain".formatted(first, last);
    }

    /** Takes the blocks of a file, in order. */
    @FunctionalInterface
    public interface Sink {
        void take(CommittedBlock block) throws IOException;
    }

    /** Writes blocks that its caller has verified, or that whoever reads them is to verify. Closing it without {@link #end} leaves a file that is refused. */
    public static final class Writer implements AutoCloseable {

        private final DigestOutputStream to;
        private long height;
        private Hash last;

        /** The file of blocks from {@code first} on, to {@code to}, which it owns from now on. */
        public Writer(OutputStream to, Genesis genesis, long first) throws IOException {
            this.to = new DigestOutputStream(to, sha256());
            this.height = first - 1;
            this.last = genesis.hash();
            byte[] bytes = genesis.bytes();
            this.to.write(new ByteWriter()
                    .raw(MAGIC)
                    .i32(VERSION)
                    .i32(bytes.length)
                    .raw(bytes)
                    .i64(first)
                    .toBytes());
        }

        /** Adds the next block. */
        public void add(CommittedBlock block) throws IOException {
            if (block.height() != height + 1)
                throw new IllegalArgumentException("height " + block.height() + " does not follow " + height);
            byte[] bytes = block.bytes();
            to.write(new ByteWriter().i32(bytes.length).raw(bytes).toBytes());
            height = block.height();
            last = block.block().hash();
        }

        /** Says that the file is whole. */
        public void end() throws IOException {
            to.write(new ByteWriter().i32(0).i64(height).hash(last).toBytes());
            to.on(false);
            to.write(to.getMessageDigest().digest());
            to.flush();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }

    /**
     * Reads a file whose first block follows {@code state}, and hands on each block that {@code verifier} finds to hold, or
     * each that fits by its hashes when there is none.
     *
     * @return the state after its last block
     * @throws UnusableChain when it is of another genesis, cut short, or holds a block that does not hold, with its height
     */
    public static ChainState read(InputStream bytes, ChainState state, Optional<ChainVerifier> verifier, Sink sink)
            throws IOException {
        DigestInputStream from = new DigestInputStream(bytes, sha256());
        ChainState now = state;
        try {
            begin(from, state);
            for (int length = i32(from); length != 0; length = i32(from)) {
                CommittedBlock block = block(from, length, now.height() + 1);
                refuse(block, now, verifier);
                now = now.after(block);
                sink.take(block);
            }
            end(from, now);
            return now;
        } catch (EOFException e) {
            long next = now.height() + 1;
            throw UnusableChain.inFile(
                    next,
                    "the file is cut short: it ends before the block of height " + next
                            + " is whole, or before it says that no more follow");
        }
    }

    private static void begin(InputStream from, ChainState state) throws IOException {
        byte[] magic = take(from, MAGIC.length);
        if (!java.util.Arrays.equals(magic, MAGIC))
            throw new UnusableChain("this is no file of a chain; expected one that `./darm chain export` made");
        int version = i32(from);
        if (version != VERSION)
            throw new UnusableChain("the file has version " + version + ", this darm knows " + VERSION);
        int length = i32(from);
        if (length < 1 || length > MAX_GENESIS_BYTES)
            throw new UnusableChain("the file's genesis has an impossible length: " + length);
        Genesis found = genesis(take(from, length));
        Genesis expected = state.genesis();
        if (!found.equals(expected))
            throw new UnusableChain("the file holds chain \"" + found.chainId() + "\" of genesis " + found.hash()
                    + ", expected chain \"" + expected.chainId() + "\" of genesis " + expected.hash());
        long first = new ByteReader(take(from, Long.BYTES)).i64();
        if (first != state.height() + 1)
            throw UnusableChain.inFile(
                    state.height() + 1, "the file starts at height " + first + ", expected " + (state.height() + 1));
    }

    private static Genesis genesis(byte[] bytes) throws UnusableChain {
        try {
            return ByteReader.readAll(bytes, Genesis::read);
        } catch (MalformedBytes e) {
            throw new UnusableChain("the file's genesis cannot be read: " + e.getMessage());
        }
    }

    private static CommittedBlock block(InputStream from, int length, long height) throws IOException {
        if (length < 0 || length > MAX_BLOCK_BYTES)
            throw UnusableChain.inFile(
                    height, "the block of height " + height + " has an impossible length: " + length);
        try {
            return ByteReader.readAll(take(from, length), CommittedBlock::read);
        } catch (MalformedBytes e) {
            throw UnusableChain.inFile(height, "the block of height " + height + " is no block: " + e.getMessage());
        }
    }

    private static void refuse(CommittedBlock block, ChainState state, Optional<ChainVerifier> verifier)
            throws UnusableChain {
        Optional<String> refusal =
                verifier.map(with -> with.refusal(state, block)).orElseGet(() -> state.placeRefusal(block.block()));
        long height = state.height() + 1;
        if (refusal.isPresent())
            throw UnusableChain.inFile(height, "the block of height " + height + " does not hold: " + refusal.get());
    }

    private static void end(DigestInputStream from, ChainState state) throws IOException {
        ByteReader end = new ByteReader(take(from, Long.BYTES + Hash.LENGTH));
        long height = end.i64();
        Hash last = end.hash();
        if (height != state.height() || !last.equals(state.tip().hash()))
            throw UnusableChain.inFile(
                    state.height() + 1,
                    "the file says that it ends at height " + height + " with " + last
                            + ", but its blocks end at height " + state.height() + " with "
                            + state.tip().hash());
        byte[] digest = from.getMessageDigest().digest();
        from.on(false);
        if (!MessageDigest.isEqual(digest, take(from, digest.length)))
            throw new UnusableChain("the file's checksum does not match, though its blocks hold");
        if (from.read() >= 0) throw new UnusableChain("bytes follow the end of the file's chain");
    }

    private static int i32(InputStream from) throws IOException {
        return new ByteReader(take(from, Integer.BYTES)).i32();
    }

    private static byte[] take(InputStream from, int length) throws IOException {
        byte[] bytes = from.readNBytes(length);
        if (bytes.length < length) throw new EOFException();
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
