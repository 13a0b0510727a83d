package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A tree head as witnesses of transparency logs read it (c2sp.org/tlog-checkpoint): the text of a signed note
 * (c2sp.org/signed-note) that names the log, the number of its leaves and their root.
 *
 * <p>Leaf h − 1 is the header of height h, its canonical bytes. So the size is the height of the chain.
 *
 * @param origin names the log; also the name of the keys that sign
 * @param root of RFC 6962 over the headers
 */
public record Checkpoint(String origin, long size, Hash root) {

    /** The signature type "Ed25519" of c2sp.org/signed-note. */
    private static final byte ED25519 = 0x01;

    private static final int KEY_ID = 4;

    /** What the log of a chain is called: the chain's id, and 16 digits of its genesis' hash. */
    public static String origin(Genesis genesis) {
        return "darm/" + genesis.chainId() + "/" + genesis.hash().hex().substring(0, 16);
    }

    /** What is signed; ends in a line break. */
    public String text() {
        return origin + "\n" + size + "\n" + base64(root.toBytes()) + "\n";
    }

    /**
     * The note, signed by a validator's key. That this signature is none of a vote and the other way round: the text starts
     * with a printable character, and all that the runtime itself signs with the length of a short domain, so with a zero
     * byte; {@link SigningKey} holds to it.
     */
    public String signedBy(SigningKey key) {
        byte[] signature = key.signText(text());
        byte[] line = Arrays.copyOf(keyId(origin, key.publicKey()), KEY_ID + signature.length);
        System.arraycopy(signature, 0, line, KEY_ID, signature.length);
        return text() + "\n— " + origin + " " + base64(line) + "\n";
    }

    /** How a validator's key is told to a witness: {@code <name>+<key id>+<key>}. */
    public static String verifierKey(String origin, PublicKey key) {
        byte[] typed = new byte[1 + PublicKey.LENGTH];
        typed[0] = ED25519;
        System.arraycopy(key.bytes(), 0, typed, 1, PublicKey.LENGTH);
        return origin + "+" + HexFormat.of().formatHex(keyId(origin, key)) + "+" + base64(typed);
    }

    private static byte[] keyId(String name, PublicKey key) {
        byte[] prefix = (name + "\n").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Hash.of(prefix, new byte[] {ED25519}, key.bytes()).toBytes(), KEY_ID);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
