package dev.darm.node.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as PEM text (RFC 7468): PKCS#8 and X.509. */
final class Pem {

    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";

    private Pem() {}

    static String write(PrivateKey key) throws IOException {
        return write(PRIVATE_KEY, key.getEncoded());
    }

    static String write(X509Certificate certificate) throws IOException, GeneralSecurityException {
        return write(CERTIFICATE, certificate.getEncoded());
    }

    /** The RSA key in {@code text}; {@code origin} names the file in messages, which never show the key. */
    static PrivateKey key(String origin, String text) throws UnusableKey {
        byte[] pkcs8 = read(origin, PRIVATE_KEY, text);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new UnusableKey(origin + ": expected an RSA key in PKCS#8; restore the file from a copy");
        }
    }

    static X509Certificate certificate(String origin, String text) throws UnusableKey {
        byte[] der = read(origin, CERTIFICATE, text);
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new UnusableKey(origin + ": not a certificate: " + e.getMessage());
        }
    }

    private static String write(String label, byte[] der) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        }
        return text.toString();
    }

    private static byte[] read(String origin, String label, String text) throws UnusableKey {
        String expected = origin + ": expected one PEM block \"BEGIN " + label + "\"";
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject object = reader.readPemObject();
            if (object == null) throw new UnusableKey(expected + ", found none");
            if (!object.getType().equals(label))
                throw new UnusableKey(expected + ", found \"BEGIN " + object.getType() + "\"");
            return object.getContent();
        } catch (UnusableKey e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new UnusableKey(expected + ", found a damaged one: " + e.getMessage());
        }
    }
}
