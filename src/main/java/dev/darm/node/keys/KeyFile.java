package dev.darm.node.keys;

import dev.darm.ledger.SigningKey;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a validator's key file, three lines: the format with its version, the public key, the secret, both as 64
 * hexadecimal digits. The public key is there for people, and to notice a damaged secret.
 */
final class KeyFile {

    private static final String FORMAT = "darm validator key 1";
    private static final String PUBLIC = "public ";
    private static final String SECRET = "secret ";

    private KeyFile() {}

    static String write(SigningKey key) {
        return FORMAT + "\n" + PUBLIC + key.publicKey().hex() + "\n" + SECRET
                + HexFormat.of().formatHex(key.secret()) + "\n";
    }

    /** The key in {@code text}; {@code origin} names the file in messages, which never show the secret. */
    static SigningKey read(String origin, String text) throws UnusableKey {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(FORMAT))
            throw new UnusableKey(origin + ": line 1: expected \"" + FORMAT + "\"");
        if (lines.size() != 3)
            throw new UnusableKey(origin + ": expected three lines (format, public, secret), found " + lines.size());
        String publicHex = digits(origin, 2, PUBLIC, lines.get(1));
        String secretHex = digits(origin, 3, SECRET, lines.get(2));

        SigningKey key = SigningKey.ofSecret(HexFormat.of().parseHex(secretHex));
        if (!key.publicKey().hex().equals(publicHex))
            throw new UnusableKey(origin + ": line 2: the public key does not match the secret, whose public key is "
                    + key.publicKey().hex() + "; restore the file from a copy");
        return key;
    }

    private static String digits(String origin, int number, String prefix, String line) throws UnusableKey {
        String expected = origin + ": line " + number + ": expected \"" + prefix + "\" and 64 hexadecimal digits";
        if (!line.startsWith(prefix)) throw new UnusableKey(expected);
        String digits = line.substring(prefix.length());
        if (digits.length() != 2 * SigningKey.LENGTH)
            throw new UnusableKey(expected + ", found " + digits.length() + " characters");
        if (!digits.matches("[0-9a-f]*")) throw new UnusableKey(expected + " (0-9, a-f), found other characters");
        return digits;
    }
}
