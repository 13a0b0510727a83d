package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import java.util.Arrays;
import java.util.List;

/**
 * One head's votes on all items of a nomination, under one Ed25519 signature over domain, chain id and content.
 *
 * @param nomination {@link Nomination#id}
 * @param lineage of the model that judged; {@link Hash#ZERO} when the voter re-read the sources without a model
 * @param votes one for each item, in the items' order
 * @param signature 64 bytes
 */
public record Ballot(Hash nomination, PublicKey voter, Hash lineage, List<ItemVote> votes, byte[] signature)
        implements Canonical {

    /** Bytes of a ballot beside its votes. */
    static final int OVERHEAD_BYTES = 2 + 3 * Hash.LENGTH + 4 + PublicKey.SIGNATURE_LENGTH;

    private static final String DOMAIN = "darm-ballot-1";
    private static final int KIND = 0x34;
    private static final int VERSION = 1;

    public Ballot {
        votes = List.copyOf(votes);
        signature = signature.clone();
        if (signature.length != PublicKey.SIGNATURE_LENGTH)
            throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length);
        if (votes.size() > Nomination.MAX_ITEMS)
            throw new IllegalArgumentException("a ballot has at most " + Nomination.MAX_ITEMS + " votes");
    }

    /** The ballot of the holder of {@code key}, valid on the chain {@code chainId} only. */
    public static Ballot sign(String chainId, Hash nomination, Hash lineage, List<ItemVote> votes, SigningKey key) {
        byte[] message = message(chainId, nomination, key.publicKey(), lineage, votes);
        return new Ballot(nomination, key.publicKey(), lineage, votes, key.sign(message));
    }

    public boolean verifies(String chainId) {
        return voter.verifies(message(chainId, nomination, voter, lineage, votes), signature);
    }

    public static Ballot read(ByteReader from) {
        from.expect("ballot", KIND, VERSION);
        return from.valid(() -> new Ballot(
                from.hash(),
                PublicKey.read(from),
                from.hash(),
                from.list(ItemVote::read),
                from.raw(PublicKey.SIGNATURE_LENGTH)));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        content(to, nomination, voter, lineage, votes);
        to.raw(signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ballot ballot
                && nomination.equals(ballot.nomination)
                && voter.equals(ballot.voter)
                && lineage.equals(ballot.lineage)
                && votes.equals(ballot.votes)
                && Arrays.equals(signature, ballot.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    private static byte[] message(
            String chainId, Hash nomination, PublicKey voter, Hash lineage, List<ItemVote> votes) {
        ByteWriter writer = new ByteWriter().text(DOMAIN).text(chainId);
        content(writer, nomination, voter, lineage, votes);
        return writer.toBytes();
    }

    private static void content(ByteWriter to, Hash nomination, PublicKey voter, Hash lineage, List<ItemVote> votes) {
        to.hash(nomination);
        voter.write(to);
        to.hash(lineage).list(votes);
    }
}
