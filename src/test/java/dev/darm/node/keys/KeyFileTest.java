package dev.darm.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.ledger.SigningKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyFileTest {

    private static final String PUBLIC = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";
    private static final String ZEROS = "0".repeat(64);
    private static final String TEXT = "darm validator key 1\npublic " + PUBLIC + "\nsecret " + ZEROS + "\n";

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> KeyFile.read("alpha.validator", text))
                .isInstanceOf(UnusableKey.class)
                .hasMessage("alpha.validator: " + message);
    }

    @Test
    void theFileHasThreeLines() throws UnusableKey {
        assertThat(KeyFile.write(SigningKey.ofSecret(new byte[32]))).isEqualTo(TEXT);
        assertThat(KeyFile.read("alpha.validator", TEXT).publicKey().hex()).isEqualTo(PUBLIC);
    }

    @Property(tries = 100)
    void aKeyReadsBack(@ForAll @Size(32) byte[] secret) throws UnusableKey {
        SigningKey key = SigningKey.ofSecret(secret);

        SigningKey read = KeyFile.read("alpha.validator", KeyFile.write(key));

        assertThat(read.secret()).isEqualTo(secret);
        assertThat(read.publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void anotherFormatOrVersionIsRefused() {
        assertRefused("", "line 1: expected \"darm validator key 1\"");
        assertRefused(TEXT.replace("key 1", "key 2"), "line 1: expected \"darm validator key 1\"");
        assertRefused(TEXT + "\n", "expected three lines (format, public, secret), found 4");
        assertRefused(TEXT.replace("secret ", "seed "), "line 3: expected \"secret \" and 64 hexadecimal digits");
    }

    @Test
    void aSecretOfAnotherLengthIsRefusedWithoutShowingIt() {
        assertRefused(
                TEXT.replace(ZEROS, "00"),
                "line 3: expected \"secret \" and 64 hexadecimal digits, found 2 characters");
        assertRefused(
                TEXT.replace(ZEROS, "g".repeat(64)),
                "line 3: expected \"secret \" and 64 hexadecimal digits (0-9, a-f), found other characters");
    }

    @Test
    void aPublicKeyThatDoesNotMatchIsRefused() {
        assertRefused(
                TEXT.replace(PUBLIC, ZEROS),
                "line 2: the public key does not match the secret, whose public key is " + PUBLIC
                        + "; restore the file from a copy");
    }
}
