package dev.darm.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.event.NoMarkerLogging;
import akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes' key files, used as the JDK's TLS and as Akka's Artery use them. */
class MutualTlsTest {

    private static final char[] NO_PASSWORD = {};

    @TempDir
    static Path parent;

    private static Path fleet;
    private static Path strangers;

    @BeforeAll
    static void createTwoFleets() throws IOException {
        fleet = parent.resolve("fleet");
        strangers = parent.resolve("strangers");
        List<NodeIdentity> nodes = List.of(
                new NodeIdentity("alpha", List.of("127.0.0.1", "localhost")),
                new NodeIdentity("beta", List.of("127.0.0.1")));
        KeyFolder.createMissing(fleet, nodes, new SecureRandom(), Instant.now());
        KeyFolder.createMissing(strangers, nodes, new SecureRandom(), Instant.now());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,127.0.0.1", "TLSv1.2,127.0.0.1", "TLSv1.3,localhost"})
    void twoNodesOfAFleetTrustEachOther(String protocol, String host) throws Exception {
        assertThat(greet(context(fleet, "alpha"), context(fleet, "beta"), protocol, host))
                .isEqualTo("CN=beta,O=DARM greets CN=alpha,O=DARM");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void aNodeOfAnotherAuthorityIsTurnedAwayAtBothEnds(String protocol) {
        assertThatThrownBy(() -> greet(context(fleet, "alpha"), context(strangers, "beta"), protocol, "127.0.0.1"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> greet(context(strangers, "alpha"), context(fleet, "beta"), protocol, "127.0.0.1"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aClientWithoutACertificateIsTurnedAway() throws Exception {
        SSLContext anonymous = SSLContext.getInstance("TLS");
        anonymous.init(null, trust(fleet).getTrustManagers(), null);

        assertThatThrownBy(() -> greet(context(fleet, "alpha"), anonymous, "TLSv1.3", "127.0.0.1"))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,TLS_AES_256_GCM_SHA384", "TLSv1.2,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"})
    void theEngineOfArteryAcceptsAPeerOfTheFleetAndNoOther(String protocol, String cipher) throws SSLException {
        var alpha = engines(fleet, "alpha", protocol, cipher);
        var beta = engines(fleet, "beta", protocol, cipher);
        var stranger = engines(strangers, "beta", protocol, cipher);
        SSLEngine server = alpha.createServerSSLEngine("127.0.0.1", 1);
        SSLEngine client = beta.createClientSSLEngine("127.0.0.1", 1);

        shakeHands(client, server);

        assertThat(alpha.verifyServerSession("127.0.0.1", server.getSession()).isEmpty())
                .isTrue();
        assertThat(beta.verifyClientSession("127.0.0.1", client.getSession()).isEmpty())
                .isTrue();
        assertThatThrownBy(() -> shakeHands(
                        stranger.createClientSSLEngine("127.0.0.1", 1), alpha.createServerSSLEngine("127.0.0.1", 1)))
                .isInstanceOf(SSLException.class);
    }

    private static RotatingKeysSSLEngineProvider engines(Path folder, String node, String protocol, String cipher) {
        Config config = ConfigFactory.parseMap(Map.of(
                "key-file", folder.resolve(node + ".key").toString(),
                "cert-file", folder.resolve(node + ".crt").toString(),
                "ca-cert-file", folder.resolve("ca.crt").toString(),
                "random-number-generator", "",
                "enabled-algorithms", List.of(cipher),
                "protocol", protocol,
                "ssl-context-cache-ttl", "5m"));
        return new RotatingKeysSSLEngineProvider(config, NoMarkerLogging.getInstance());
    }

    /** Lets {@code server} greet {@code client} with the names that each saw of the other. */
    private static String greet(SSLContext server, SSLContext client, String protocol, String host) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            listening.setNeedClientAuth(true);
            Future<String> served = executor.submit(() -> {
                try (Socket socket = listening.accept()) {
                    socket.setSoTimeout(5_000);
                    String peer = ((SSLSocket) socket).getSession().isValid()
                            ? ((SSLSocket) socket)
                                    .getSession()
                                    .getPeerPrincipal()
                                    .getName()
                            : "nobody";
                    socket.getOutputStream().write(1);
                    socket.getOutputStream().flush();
                    return peer;
                }
            });
            String seen;
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setProtocols(new String[] {protocol});
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(5_000);
                socket.connect(new InetSocketAddress(host, listening.getLocalPort()));
                if (socket.getInputStream().read() != 1) throw new IOException("the server hung up");
                seen = socket.getSession().getPeerPrincipal().getName();
            } finally {
                listening.close();
            }
            // Only now, because a TLS 1.3 server that closes waits for its client to close.
            return served.get(5, TimeUnit.SECONDS) + " greets " + seen;
        }
    }

    private static SSLContext context(Path folder, String node) throws IOException, GeneralSecurityException {
        KeyStore keys = emptyStore();
        keys.setKeyEntry(
                node, Pem.key(node, Files.readString(folder.resolve(node + ".key"))), NO_PASSWORD, new Certificate[] {
                    certificate(folder, node)
                });
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust(folder).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trust(Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("ca", certificate(folder, "ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static X509Certificate certificate(Path folder, String name) throws IOException {
        return Pem.certificate(name, Files.readString(folder.resolve(name + ".crt")));
    }

    /** Runs both engines' handshake in memory. */
    private static void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        int size = client.getSession().getPacketBufferSize();
        ByteBuffer toServer = ByteBuffer.allocate(2 * size);
        ByteBuffer toClient = ByteBuffer.allocate(2 * size);
        client.beginHandshake();
        server.beginHandshake();
        for (int step = 0; step < 100; step++) {
            advance(client, toServer, toClient);
            advance(server, toClient, toServer);
            if (done(client) && done(server)) return;
        }
        throw new SSLException("the handshake does not end");
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void advance(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        ByteBuffer application = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask())
                        task.run();
                }
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    in.flip();
                    SSLEngineResult result = engine.unwrap(in, application);
                    in.compact();
                    boolean progress = result.bytesConsumed() > 0
                            || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                            || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
                    if (!progress) return;
                }
            }
        }
    }
}
