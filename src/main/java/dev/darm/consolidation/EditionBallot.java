package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import java.util.Arrays;

/**
 * One head's word that it learned {@code edition} from its own long-term memory, under an Ed25519 signature over domain,
 * chain id and content. There is no NO: a head that learned something else signs that, or nothing.
 *
 * @param signature 64 bytes
 */
public record EditionBallot(Edition edition, PublicKey voter, byte[] signature) implements Canonical {

    private static final String DOMAIN = "darm-statistics-ballot-1";
    private static final int KIND = 0x59;
    private static final int FORMAT = 1;

    public EditionBallot {
        signature = signature.clone();
        if (signature.length != PublicKey.SIGNATURE_LENGTH)
            throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length);
    }

    /** The ballot of the holder of {@code key}, valid on the chain {@code chainId} only. */
    public static EditionBallot sign(String chainId, Edition edition, SigningKey key) {
        return new EditionBallot(edition, key.publicKey(), key.sign(message(chainId, edition, key.publicKey())));
    }

    public boolean verifies(String chainId) {
        return voter.verifies(message(chainId, edition, voter), signature);
    }

    public static EditionBallot read(ByteReader from) {
        from.expect("ballot on corpus statistics", KIND, FORMAT);
        return from.valid(() ->
                new EditionBallot(Edition.read(from), PublicKey.read(from), from.raw(PublicKey.SIGNATURE_LENGTH)));
    }

    @Override
    public void write(ByteWriter to) {
        edition.write(to.u8(KIND).u8(FORMAT));
        voter.write(to);
        to.raw(signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EditionBallot ballot
                && edition.equals(ballot.edition)
                && voter.equals(ballot.voter)
                && Arrays.equals(signature, ballot.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    private static byte[] message(String chainId, Edition edition, PublicKey voter) {
        ByteWriter writer = new ByteWriter().text(DOMAIN).text(chainId);
        edition.write(writer);
        voter.write(writer);
        return writer.toBytes();
    }
}
