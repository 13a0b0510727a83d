package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A header and the payloads it commits to: at most {@link #MAX_PAYLOADS}, of together at most {@link #MAX_CONTENT_BYTES}.
 * Whether they belong together, and where in a chain the block may stand, is what {@link #refusal} tells.
 */
public record Block(BlockHeader header, List<Payload> payloads) implements Canonical {

    public static final int MAX_PAYLOADS = 1_024;

    /** The most bytes of content that the payloads of a block have together. */
    public static final int MAX_CONTENT_BYTES = 1 << 20;

    private static final int KIND = 0x13;
    private static final int VERSION = 1;

    public Block {
        if (payloads.size() > MAX_PAYLOADS)
            throw new IllegalArgumentException(
                    "a block holds at most " + MAX_PAYLOADS + " payloads, not " + payloads.size());
        long content = payloads.stream().mapToLong(Payload::size).sum();
        if (content > MAX_CONTENT_BYTES)
            throw new IllegalArgumentException(
                    "the payloads of a block have at most " + MAX_CONTENT_BYTES + " bytes of content, not " + content);
        payloads = List.copyOf(payloads);
    }

    /**
     * The block that {@code proposer} proposes after {@code tip} at {@code now}. Its time is {@code now}, or one
     * millisecond after the tip's when this clock runs behind.
     */
    public static Block after(
            Tip tip,
            String chainId,
            ValidatorSet validators,
            PublicKey proposer,
            Instant now,
            long nonce,
            List<Payload> payloads) {
        Instant earliest = tip.time().plusMillis(1);
        BlockHeader header = new BlockHeader(
                chainId,
                tip.height() + 1,
                now.isBefore(earliest) ? earliest : now,
                proposer,
                tip.hash(),
                validators.hash(),
                payloadRoot(payloads),
                nonce);
        return new Block(header, payloads);
    }

    public static Block read(ByteReader from) {
        from.expect("block", KIND, VERSION);
        BlockHeader header = BlockHeader.read(from);
        List<Payload> payloads = from.list(Payload::read);
        return from.valid(() -> new Block(header, payloads));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        header.write(to);
        to.list(payloads);
    }

    /** The hash of the header, which commits to the payloads; this is the hash that votes and the next block name. */
    @Override
    public Hash hash() {
        return header.hash();
    }

    public long height() {
        return header.height();
    }

    /** The RFC 6962 root whose leaves are the hashes of {@code payloads}, in their order. */
    public static Hash payloadRoot(List<Payload> payloads) {
        return Merkle.root(payloads.stream()
                .map(payload -> Merkle.leaf(payload.hash().toBytes()))
                .toList());
    }

    /**
     * Why this block must not follow {@code tip} on chain {@code chainId} under {@code validators}; empty when it may. What
     * its payloads mean, and whether its time lies too far in the future, is not asked here.
     */
    public Optional<String> refusal(Tip tip, String chainId, ValidatorSet validators) {
        if (!header.chainId().equals(chainId))
            return Optional.of("the block is of chain \"" + header.chainId() + "\", not \"" + chainId + "\"");
        if (header.height() != tip.height() + 1)
            return Optional.of("the height is " + header.height() + ", expected " + (tip.height() + 1));
        if (!header.previous().equals(tip.hash()))
            return Optional.of("the previous hash is " + header.previous() + ", but height " + tip.height() + " has "
                    + tip.hash());
        if (!header.time().isAfter(tip.time()))
            return Optional.of(
                    "the time " + header.time() + " is not after " + tip.time() + " of height " + tip.height());
        if (!header.validatorsHash().equals(validators.hash()))
            return Optional.of(
                    "the validator-set hash is " + header.validatorsHash() + ", expected " + validators.hash());
        if (validators.find(header.proposer()).isEmpty())
            return Optional.of("the proposer " + header.proposer() + " is no validator");
        Hash root = payloadRoot(payloads);
        if (!header.payloadRoot().equals(root))
            return Optional.of("the payload root is " + header.payloadRoot() + ", but the payloads give " + root);
        return Optional.empty();
    }
}
