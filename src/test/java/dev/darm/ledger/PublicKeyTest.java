package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.codec.ByteReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void theFirstTestOfRfc8032Holds() {
        SigningKey key =
                SigningKey.ofSecret(HEX.parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        assertThat(key.publicKey().hex()).isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HEX.formatHex(key.sign(new byte[0])))
                .isEqualTo("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        assertThat(key).hasToString("SigningKey of " + key.publicKey().hex());
    }

    @Test
    void everyWycheproofVectorIsJudgedAsExpected() throws IOException {
        Path vectors = Path.of(
                System.getProperty("darm.shared.data", "absent"), "wycheproof", "testvectors_v1", "ed25519_test.json");
        Assumptions.assumeTrue(Files.exists(vectors), "the Wycheproof vectors are not beside the project");

        int judged = 0;
        for (JsonNode group : new ObjectMapper().readTree(vectors.toFile()).get("testGroups")) {
            PublicKey key = PublicKey.ofHex(group.get("publicKey").get("pk").textValue());
            for (JsonNode test : group.get("tests")) {
                byte[] message = HEX.parseHex(test.get("msg").textValue());
                byte[] signature = HEX.parseHex(test.get("sig").textValue());
                assertThat(key.verifies(message, signature))
                        .as("test %s, %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(test.get("result").textValue().equals("valid"));
                judged++;
            }
        }
        assertThat(judged).isEqualTo(151);
    }

    /** All points of order 1, 2, 4 and 8, in every encoding of 32 bytes: with such a key S = 0 "signs" anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
            })
    void aKeyOfSmallOrderIsRefusedAtEnrolment(String hex) {
        assertThatThrownBy(() -> PublicKey.ofHex(hex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hex);
        PublicKey received = ByteReader.readAll(HEX.parseHex(hex), PublicKey::read);
        assertThatThrownBy(() -> new ValidatorSet.Member("alpha", received, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(hex);
    }

    /** With S = 0 and R = A the equation alone would hold for one message in eight, whoever wrote it. */
    @Test
    void aReceivedKeyOfSmallOrderVerifiesNothing() {
        byte[] small = HEX.parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        byte[] signature = Arrays.copyOf(small, PublicKey.SIGNATURE_LENGTH);
        PublicKey received = ByteReader.readAll(small, PublicKey::read);

        for (int i = 0; i < 256; i++)
            assertThat(received.verifies(new byte[] {(byte) i}, signature)).isFalse();
    }

    /** A point of order 8L: a key of full order plus a point of order 8. */
    @Test
    void aKeyWithATorsionPartIsRefusedAtEnrolment() {
        String mixed = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d";
        assertThat(Ed25519.validatePublicKeyPartial(HEX.parseHex(mixed), 0)).isTrue();

        assertThatThrownBy(() -> PublicKey.ofHex(mixed)).hasMessageContaining("full order");
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> PublicKey.ofBytes(new byte[31])).hasMessageContaining("32 bytes, not 31");
    }

    @Property(tries = 200)
    void aSignatureHoldsForItsMessageAndNoOther(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(max = 300) byte[] message,
            @ForAll @IntRange(min = 0, max = 511) int bit) {
        SigningKey key = SigningKey.ofSecret(secret);
        byte[] signature = key.sign(message);

        assertThat(key.publicKey().verifies(message, signature)).isTrue();
        assertThat(key.publicKey().verifies(Arrays.copyOf(message, message.length + 1), signature))
                .isFalse();

        byte[] flipped = signature.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(key.publicKey().verifies(message, flipped)).isFalse();
    }

    @Property(tries = 100)
    void aSignatureHasOneFormOnly(@ForAll @Size(32) byte[] secret, @ForAll byte[] message) {
        SigningKey key = SigningKey.ofSecret(secret);
        byte[] signature = key.sign(message);

        assertThat(key.publicKey().verifies(message, Arrays.copyOf(signature, 65)))
                .isFalse();
        assertThat(key.publicKey().verifies(message, Arrays.copyOf(signature, 63)))
                .isFalse();
        assertThat(key.publicKey().verifies(message, withGroupOrderAdded(signature)))
                .isFalse();
    }

    /** S + L is the same scalar; a verifier that takes it makes signatures, and hashes over them, malleable. */
    private static byte[] withGroupOrderAdded(byte[] signature) {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] scalar = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] sum = reversed(new BigInteger(1, scalar).add(order).toByteArray());
        byte[] altered = signature.clone();
        Arrays.fill(altered, 32, 64, (byte) 0);
        System.arraycopy(sum, 0, altered, 32, Math.min(32, sum.length));
        return altered;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) reversed[i] = bytes[bytes.length - 1 - i];
        return reversed;
    }
}
