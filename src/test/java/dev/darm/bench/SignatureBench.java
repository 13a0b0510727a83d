package dev.darm.bench;

import dev.darm.ledger.SigningKey;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 a second of processor time on one thread, by each provider at hand: this runtime's keys, the JDK's, and Amazon
 * Corretto Crypto Provider if it is on the class path. Rounds of all of them take turns; the median counts.
 */
final class SignatureBench {

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 3;
    private static final long ROUND_NANOS = 300_000_000;
    private static final int BATCH = 16;
    private static final int MESSAGE_BYTES = 120;

    private SignatureBench() {}

    /** Something to measure; it throws when a signature does not hold. */
    private interface Work {
        void run() throws GeneralSecurityException;
    }

    private record Figure(String what, Work work, List<Double> perSecond) {

        Figure(String what, Work work) {
            this(what, work, new ArrayList<>());
        }
    }

    public static void main(String[] args) throws GeneralSecurityException {
        byte[] secret = new byte[SigningKey.LENGTH];
        SigningKey key = SigningKey.ofSecret(secret);
        byte[] message = new byte[MESSAGE_BYTES];
        byte[] signature = key.sign(message);
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "check: DARM (Bouncy Castle, the key's point kept)",
                () -> require(key.publicKey().verifies(message, signature))));
        figures.add(new Figure(
                "  and the order of a key that is new",
                () -> require(Ed25519.validatePublicKeyFull(
                        HexFormat.of().parseHex(key.publicKey().hex()), 0))));
        figures.add(new Figure("sign: DARM (Bouncy Castle, the public key kept)", () -> key.sign(message)));
        figures.add(new Figure(
                "sign: Bouncy Castle, the secret alone",
                () -> Ed25519.sign(secret, 0, message, 0, message.length, new byte[Ed25519.SIGNATURE_SIZE], 0)));
        add(figures, Security.getProvider("SunEC"), key, message, signature);
        Optional<Provider> accp = corretto();
        if (accp.isPresent()) add(figures, accp.get(), key, message, signature);
        else System.out.println("# Amazon Corretto Crypto Provider is not on the class path");

        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Figure figure : figures) {
                double perSecond = perSecond(figure.work);
                if (round >= WARM_UP) figure.perSecond.add(perSecond);
            }
        }
        for (Figure figure : figures)
            Report.line(figure.what, Report.text("%,.0f/s", Report.quantile(figure.perSecond, 0.5)));
    }

    private static void add(List<Figure> figures, Provider provider, SigningKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        HexFormat hex = HexFormat.of();
        // Corretto's has no key factory of its own for Ed25519 and takes the JDK's keys
        KeyFactory keys = KeyFactory.getInstance("Ed25519", "SunEC");
        PublicKey open = keys.generatePublic(new X509EncodedKeySpec(
                hex.parseHex("302a300506032b6570032100" + key.publicKey().hex())));
        PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(
                hex.parseHex("302e020100300506032b657004220420" + hex.formatHex(key.secret()))));
        String name = provider.getName() + " " + provider.getVersionStr();
        Signature checking = Signature.getInstance("Ed25519", provider);
        checking.initVerify(open);
        figures.add(new Figure("check: " + name, () -> {
            checking.update(message);
            require(checking.verify(signature));
        }));
        Signature signing = Signature.getInstance("Ed25519", provider);
        signing.initSign(secret);
        figures.add(new Figure("sign: " + name, () -> {
            signing.update(message);
            signing.sign();
        }));
    }

    private static Optional<Provider> corretto() {
        try {
            return Optional.of(
                    (Provider) Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                            .getField("INSTANCE")
                            .get(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static void require(boolean holds) {
        if (!holds) throw new AssertionError("a good signature was refused");
    }

    private static double perSecond(Work work) throws GeneralSecurityException {
        long start = cpu();
        long times = 0;
        while (cpu() - start < ROUND_NANOS) {
            for (int i = 0; i < BATCH; i++) work.run();
            times += BATCH;
        }
        return times * 1e9 / (cpu() - start);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
