package dev.darm.ledger;

import java.util.HexFormat;

/**
 * Which bytes may be an Ed25519 signature or key at all: those that encode their numbers in the one way that RFC 8032
 * §5.1.2 gives. It is asked before any cryptography, so that a library is never asked about bytes on which libraries differ.
 *
 * <p>A signature is 64 bytes, R and S. S is below the group order L = 2^252 + 27742317777372353535851937790883648493, so
 * that nobody can add L to it. A point is 32 bytes: y below p = 2^255 − 19, and above it the sign of x, which is not
 * negative where x is 0. Whether there is a point of that y is left to the library: there libraries agree.
 */
final class SignatureForm {

    private static final byte[] ORDER =
            HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    private static final byte[] PRIME =
            HexFormat.of().parseHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    private static final int SIGN = 0x80;

    private SignatureForm() {}

    static boolean holds(byte[] signature) {
        return signature.length == PublicKey.SIGNATURE_LENGTH
                && isPoint(signature, 0)
                && compare(signature, PublicKey.LENGTH, 0, ORDER) < 0;
    }

    /** Whether the 32 bytes of {@code bytes} from {@code at} on are the one encoding of a pair of numbers. */
    static boolean isPoint(byte[] bytes, int at) {
        int sign = bytes[at + PublicKey.LENGTH - 1] & SIGN;
        return compare(bytes, at, sign, PRIME) < 0 && !(sign != 0 && xIsZero(bytes, at));
    }

    /** x is 0 where y is 1 or p − 1. */
    private static boolean xIsZero(byte[] bytes, int at) {
        byte[] one = new byte[PublicKey.LENGTH];
        one[0] = 1;
        byte[] minusOne = PRIME.clone();
        minusOne[0]--;
        return compare(bytes, at, SIGN, one) == 0 || compare(bytes, at, SIGN, minusOne) == 0;
    }

    /** Compares little-endian numbers, the first without the bits {@code mask} of its last byte. */
    private static int compare(byte[] bytes, int at, int mask, byte[] number) {
        for (int i = PublicKey.LENGTH - 1; i >= 0; i--) {
            int one = bytes[at + i] & 0xFF & (i == PublicKey.LENGTH - 1 ? ~mask : -1);
            int other = number[i] & 0xFF;
            if (one != other) return Integer.compare(one, other);
        }
        return 0;
    }
}
