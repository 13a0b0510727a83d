package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Hash;
import java.util.List;

/**
 * What the proposer of a round proposes: a block of its own, or one that gathered a quorum of prevotes in an earlier
 * round of this height.
 *
 * @param validRound the round of those prevotes, below {@code round}; −1 for a new block
 * @param validator the proposer of this round; the header's proposer made the block, perhaps in an earlier round
 * @param signature over the header's hash, which commits to the payloads
 * @param because on the fast path the statements that admit the block in a round after the first; not signed, as they prove
 *     themselves
 */
public record Proposal(
        long height,
        int round,
        int validRound,
        Block block,
        PublicKey validator,
        Signature signature,
        List<Statement> because)
        implements ConsensusMessage {

    private static final int KIND = 0x15;
    private static final int WITHOUT_STATEMENTS = 1;
    private static final int WITH_STATEMENTS = 2;
    private static final String DOMAIN = "darm ledger proposal 1";

    public Proposal {
        ConsensusMessage.requireHeightAndRound(height, round);
        if (validRound < -1 || validRound >= round)
            throw new IllegalArgumentException("valid round must be -1 to " + (round - 1) + ": " + validRound);
        if (block.height() != height)
            throw new IllegalArgumentException(
                    "a proposal for height " + height + " holds a block of height " + block.height());
        because = List.copyOf(because);
    }

    /** A proposal that needs no statements. */
    public Proposal(long height, int round, int validRound, Block block, PublicKey validator, Signature signature) {
        this(height, round, validRound, block, validator, signature, List.of());
    }

    /** The proposal of {@code key} for round {@code round} of the block's height and chain. */
    public static Proposal sign(int round, int validRound, Block block, SigningKey key) {
        byte[] message = signedBytes(block.header().chainId(), block.height(), round, validRound, block.hash());
        return new Proposal(block.height(), round, validRound, block, key.publicKey(), Signature.of(key, message));
    }

    public static Proposal read(ByteReader from) {
        int version = from.expectUpTo("proposal", KIND, WITH_STATEMENTS);
        long height = from.i64();
        int round = from.i32();
        int validRound = from.i32();
        Block block = Block.read(from);
        PublicKey validator = PublicKey.read(from);
        Signature signature = Signature.read(from);
        List<Statement> because = version == WITH_STATEMENTS ? from.list(Statement::read) : List.of();
        if (version == WITH_STATEMENTS && because.isEmpty())
            throw from.malformed("a proposal with statements has none");
        return from.valid(() -> new Proposal(height, round, validRound, block, validator, signature, because));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(because.isEmpty() ? WITHOUT_STATEMENTS : WITH_STATEMENTS)
                .i64(height)
                .i32(round)
                .i32(validRound);
        block.write(to);
        validator.write(to);
        signature.write(to);
        if (!because.isEmpty()) to.list(because);
    }

    @Override
    public byte[] signedBytes(String chainId) {
        return signedBytes(chainId, height, round, validRound, block.hash());
    }

    static byte[] signedBytes(String chainId, long height, int round, int validRound, Hash header) {
        return new ByteWriter()
                .text(DOMAIN)
                .text(chainId)
                .i64(height)
                .i32(round)
                .i32(validRound)
                .hash(header)
                .toBytes();
    }
}
