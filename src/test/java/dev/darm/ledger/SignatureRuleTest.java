package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The edges of Ed25519 ("Taming the many EdDSAs"; ZIP-215), made here from the curve's own arithmetic: keys and R with parts
 * of small order, other encodings of one number, S that is not reduced. What is right is computed here too, from the equation
 * [8][S]B = [8]R + [8][k]A and nothing else.
 */
class SignatureRuleTest {

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final Point BASE = Point.decode("5866666666666666666666666666666666666666666666666666666666666666");
    private static final Point OF_ORDER_EIGHT =
            Point.decode("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

    /** Other encodings of points of small order: y of p or more, or the sign of an x that is 0. */
    private static final List<String> NOT_CANONICAL = List.of(
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

    private final Random random = new Random(25519);

    /** A signature with all that it was made from. */
    private record Made(byte[] key, byte[] message, byte[] signature) {}

    /** A key of full order and R with each of the eight parts of small order: all hold, though strict libraries differ. */
    @Test
    void aPartOfSmallOrderInRChangesNothing() throws GeneralSecurityException {
        int strictly = 0;
        for (int torsion = 0; torsion < 8; torsion++) {
            Made made = sign(0, torsion, number());
            assertThat(cofactored(made)).isTrue();
            assertThat(verifies(made)).as("R has the part %s", torsion).isTrue();
            if (jdkVerifies(made)) strictly++;
        }
        assertThat(strictly).as("the JDK's equation is the strict one").isEqualTo(1);
    }

    /** R of small order alone: the eight in their canonical encodings, with the S that fits. */
    @Test
    void anRThatIsOfSmallOrderAltogetherIsJudgedByTheEquationToo() {
        for (int torsion = 0; torsion < 8; torsion++) {
            Made made = sign(0, torsion, BigInteger.ZERO);
            assertThat(cofactored(made)).isTrue();
            assertThat(verifies(made)).as("R is the part %s", torsion).isTrue();
        }
    }

    @Test
    void aKeyWithAPartOfSmallOrderVerifiesNothing() {
        for (int torsion = 1; torsion < 8; torsion++) {
            Made made = sign(torsion, 0, number());
            assertThat(cofactored(made)).isTrue();
            assertThat(verifies(made)).as("the key has the part %s", torsion).isFalse();
        }
    }

    /** S = 0 and R = A of small order hold for every message by the equation; and R in its other encodings too. */
    @Test
    void aKeyOfSmallOrderVerifiesNothing() {
        for (int torsion = 0; torsion < 8; torsion++) {
            byte[] small = OF_ORDER_EIGHT.times(BigInteger.valueOf(torsion)).encode();
            for (byte[] r : encodings(small)) {
                Made made = new Made(small, new byte[] {1, (byte) torsion}, joined(r, BigInteger.ZERO));
                assertThat(verifies(made))
                        .as("key %s", HexFormat.of().formatHex(small))
                        .isFalse();
            }
        }
    }

    /** By the equation they would hold: each stands for a point of small order, and S is made to fit these bytes of R. */
    @Test
    void anEncodingOfRThatIsNotTheCanonicalOneIsRefused() {
        for (String hex : NOT_CANONICAL) {
            byte[] r = HexFormat.of().parseHex(hex);
            BigInteger secret = number();
            byte[] key = BASE.times(secret).encode();
            byte[] message = {7};
            Made made = new Made(
                    key,
                    message,
                    joined(r, hash(r, key, message).multiply(secret).mod(L)));
            assertThat(verifies(made)).as(hex).isFalse();
            assertThat(SignatureForm.holds(made.signature)).as(hex).isFalse();
        }
    }

    @Test
    void anEncodingOfAKeyThatIsNotTheCanonicalOneIsNoPoint() {
        for (String hex : NOT_CANONICAL)
            assertThat(SignatureForm.isPoint(HexFormat.of().parseHex(hex), 0)).isFalse();
        for (int torsion = 0; torsion < 8; torsion++)
            assertThat(SignatureForm.isPoint(
                            OF_ORDER_EIGHT.times(BigInteger.valueOf(torsion)).encode(), 0))
                    .isTrue();
    }

    @Test
    void anSOfTheGroupOrderOrMoreIsRefused() {
        Made made = sign(0, 0, number());
        byte[] r = Arrays.copyOf(made.signature, 32);
        BigInteger s = fromLittleEndian(Arrays.copyOfRange(made.signature, 32, 64));

        for (int times = 1; times <= 15; times++) {
            BigInteger larger = s.add(L.multiply(BigInteger.valueOf(times)));
            if (larger.bitLength() > 256) break;
            assertThat(verifies(new Made(made.key, made.message, joined(r, larger))))
                    .isFalse();
        }
        assertThat(SignatureForm.holds(joined(r, L))).isFalse();
        assertThat(SignatureForm.holds(joined(r, L.subtract(BigInteger.ONE)))).isTrue();
    }

    /** What a strict library accepts, this rule accepts: a fast strict one may be asked first, and nobody notices. */
    @Test
    void whatTheJdkAcceptsHoldsHere() throws GeneralSecurityException {
        for (int i = 0; i < 24; i++) {
            Made good = sign(0, i % 3 == 2 ? i % 8 : 0, number());
            byte[] altered = good.signature.clone();
            if (i % 2 == 1) altered[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            Made made = new Made(good.key, good.message, altered);
            if (jdkVerifies(made)) assertThat(verifies(made)).isTrue();
            assertThat(verifies(made)).isEqualTo(Arrays.equals(altered, good.signature));
        }
    }

    private BigInteger number() {
        return new BigInteger(250, random);
    }

    /** Signs with r and a that have the given parts of small order. */
    private Made sign(int keyTorsion, int torsion, BigInteger r) {
        BigInteger secret = number();
        byte[] key = BASE.times(secret)
                .plus(OF_ORDER_EIGHT.times(BigInteger.valueOf(keyTorsion)))
                .encode();
        byte[] point = BASE.times(r)
                .plus(OF_ORDER_EIGHT.times(BigInteger.valueOf(torsion)))
                .encode();
        byte[] message = number().toByteArray();
        BigInteger s = hash(point, key, message).multiply(secret).add(r).mod(L);
        return new Made(key, message, joined(point, s));
    }

    private static boolean verifies(Made made) {
        return ByteReader.readAll(made.key, PublicKey::read).verifies(made.message, made.signature);
    }

    /** [8][S]B = [8]R + [8][k]A. */
    private static boolean cofactored(Made made) {
        byte[] r = Arrays.copyOf(made.signature, 32);
        BigInteger s = fromLittleEndian(Arrays.copyOfRange(made.signature, 32, 64));
        Point right = Point.decode(r).plus(Point.decode(made.key).times(hash(r, made.key, made.message)));
        return BASE.times(s).times(EIGHT).equals(right.times(EIGHT));
    }

    private static boolean jdkVerifies(Made made) throws GeneralSecurityException {
        byte[] info = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(made.key));
        java.security.Signature jdk = java.security.Signature.getInstance("Ed25519", "SunEC");
        jdk.initVerify(KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(new X509EncodedKeySpec(info)));
        jdk.update(made.message);
        try {
            return jdk.verify(made.signature);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static List<byte[]> encodings(byte[] small) {
        List<byte[]> all = new ArrayList<>(List.of(small));
        for (String hex : NOT_CANONICAL) all.add(HexFormat.of().parseHex(hex));
        return all;
    }

    private static BigInteger hash(byte[] r, byte[] key, byte[] message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(r);
            digest.update(key);
            return fromLittleEndian(digest.digest(message)).mod(L);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] joined(byte[] r, BigInteger s) {
        byte[] signature = Arrays.copyOf(r, 64);
        System.arraycopy(littleEndian(s), 0, signature, 32, 32);
        return signature;
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] big = number.toByteArray();
        byte[] little = new byte[32];
        for (int i = 0; i < big.length && i < 32; i++) little[i] = big[big.length - 1 - i];
        return little;
    }

    private static BigInteger fromLittleEndian(byte[] little) {
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) big[i] = little[little.length - 1 - i];
        return new BigInteger(1, big);
    }

    /** A point of −x² + y² = 1 + d x² y², by the addition law of RFC 8032 §5.1.4. */
    private record Point(BigInteger x, BigInteger y) {

        static Point decode(String hex) {
            return decode(HexFormat.of().parseHex(hex));
        }

        static Point decode(byte[] bytes) {
            byte[] without = bytes.clone();
            boolean sign = (without[31] & 0x80) != 0;
            without[31] &= 0x7F;
            BigInteger y = fromLittleEndian(without).mod(P);
            BigInteger above = y.multiply(y).subtract(BigInteger.ONE);
            BigInteger below = D.multiply(y).multiply(y).add(BigInteger.ONE);
            BigInteger square = above.multiply(below.modInverse(P)).mod(P);
            BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
            if (!x.multiply(x).mod(P).equals(square))
                x = x.multiply(BigInteger.TWO.modPow(P.shiftRight(2), P)).mod(P);
            assertThat(x.multiply(x).mod(P)).isEqualTo(square);
            return new Point(x.testBit(0) == sign ? x : P.subtract(x).mod(P), y);
        }

        Point plus(Point other) {
            BigInteger product = D.multiply(x)
                    .multiply(other.x)
                    .multiply(y)
                    .multiply(other.y)
                    .mod(P);
            BigInteger newX = x.multiply(other.y)
                    .add(y.multiply(other.x))
                    .multiply(BigInteger.ONE.add(product).modInverse(P))
                    .mod(P);
            BigInteger newY = y.multiply(other.y)
                    .add(x.multiply(other.x))
                    .multiply(BigInteger.ONE.subtract(product).mod(P).modInverse(P))
                    .mod(P);
            return new Point(newX, newY);
        }

        Point times(BigInteger number) {
            Point sum = new Point(BigInteger.ZERO, BigInteger.ONE);
            for (int bit = number.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                if (number.testBit(bit)) sum = sum.plus(this);
            }
            return sum;
        }

        byte[] encode() {
            byte[] bytes = littleEndian(y);
            if (x.testBit(0)) bytes[31] |= (byte) 0x80;
            return bytes;
        }
    }
}
