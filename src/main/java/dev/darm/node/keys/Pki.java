package dev.darm.node.keys;

import dev.darm.codec.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes the certificates of a deployment (RFC 5280): one authority, and one certificate a node for both ends of mutual TLS.
 * Keys are RSA of 3072 bits, because Akka 2.8 takes every key in a PEM file for an RSA key.
 *
 * <p>Akka's engine for PEM files accepts a peer only when its certificate shares a subject name with its own, so every
 * node's certificate carries {@link #FLEET_NAME} beside the node's hosts.
 */
final class Pki {

    /** The subject alternative name that all nodes share. */
    static final String FLEET_NAME = "fleet.darm.internal";

    private static final int KEY_BITS = 3072;

    /** Twice a node's, so that a node added in the tenth year still gets its ten. */
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(20 * 365);

    private static final Duration NODE_VALIDITY = Duration.ofDays(10 * 365);

    /** How far another machine's clock may run behind this one's. */
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final SecureRandom random;
    private final Instant now;

    Pki(SecureRandom random, Instant now) {
        this.random = random;
        this.now = now;
    }

    /** Who signs certificates. */
    record Authority(PrivateKey key, X509Certificate certificate) {}

    PrivateKey newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS, random);
        return generator.generateKeyPair().getPrivate();
    }

    /** The self-signed certificate of an authority, whose name follows from its key. */
    X509Certificate authorityCertificate(PrivateKey key) throws GeneralSecurityException, IOException {
        PublicKey publicKey = publicKeyOf(key);
        X500Name name = name("DARM authority " + Hash.of(publicKey.getEncoded()).brief());
        X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                name, serial(), notBefore(), Date.from(now.plus(AUTHORITY_VALIDITY)), name, publicKey);
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        certificate.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(publicKey));
        return signed(certificate, key);
    }

    /** A certificate for {@code node} with {@code key}, good as server and as client. */
    X509Certificate nodeCertificate(NodeIdentity node, PrivateKey key, Authority authority)
            throws GeneralSecurityException, IOException {
        PublicKey publicKey = publicKeyOf(key);
        X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                authority.certificate(),
                serial(),
                notBefore(),
                Date.from(now.plus(NODE_VALIDITY)),
                name(node.name()),
                publicKey);
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        certificate.addExtension(Extension.subjectAlternativeName, false, names(node));
        certificate.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(publicKey));
        certificate.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
        return signed(certificate, authority.key());
    }

    /** The public half of an RSA key. */
    static PublicKey publicKeyOf(PrivateKey key) throws GeneralSecurityException {
        if (!(key instanceof RSAPrivateCrtKey rsa))
            throw new GeneralSecurityException(
                    "expected an RSA key with its public exponent, found " + key.getAlgorithm());
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }

    private static GeneralNames names(NodeIdentity node) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, FLEET_NAME));
        for (String host : node.hosts())
            names.add(NodeIdentity.address(host)
                    .map(address -> new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())))
                    .orElseGet(() -> new GeneralName(GeneralName.dNSName, host)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "DARM")
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /** 159 random bits: positive, and within the 20 bytes that RFC 5280 allows. */
    private BigInteger serial() {
        return new BigInteger(159, random);
    }

    private Date notBefore() {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private X509Certificate signed(X509v3CertificateBuilder certificate, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withRSA")
                    .setSecureRandom(random)
                    .build(key);
            return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the certificate cannot be signed", e);
        }
    }
}
