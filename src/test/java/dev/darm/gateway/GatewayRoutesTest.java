package dev.darm.gateway;

import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.Uri;
import akka.management.javadsl.ManagementRouteProviderSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.ledger.LedgerProof;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes behind a real server on a loopback port, before a fake node. */
class GatewayRoutesTest {

    private static final String TOKEN = "a-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FakeNode NODE = new FakeNode();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ActorSystem system;
    private static ServerBinding server;

    @BeforeAll
    static void serve() throws Exception {
        system = ActorSystem.create(
                "gateway-routes", ConfigFactory.parseString("""
                        akka.loglevel = OFF
                        akka.http.server.parsing.max-content-length = 8 MiB
                        darm.gateway { max-question-size = 1 KiB, max-document-size = 2 KiB, max-body-size = 8 KiB, max-memory-entries = 20 }
                        """).withFallback(ConfigFactory.defaultReference()));
        GatewayDoor.of(system).open(NODE, TOKEN);
        server = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(new GatewayRoutes((ExtendedActorSystem) system)
                        .routes(ManagementRouteProviderSettings.create(Uri.create("http://127.0.0.1"))))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        CLIENT.shutdownNow();
        system.terminate();
    }

    @Test
    void aQuestionGetsItsAnswerWithSourceConfidenceAndTier() throws Exception {
        HttpResponse<String> reply = post("/darm/ask", "{\"question\": \"Which port?\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(json(reply).at("/sources/0/uri").asText()).isEqualTo("docs/ports.md");
        assertThat(json(reply).at("/tier").asText()).isEqualTo("RRC");
        assertThat(json(reply).has("reason")).isFalse();
    }

    /** Each row: method, path, body, and the status, code and words of the error. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | /darm/ask             | {"question": "  "}           | 400 | empty-question    | at least one word
            POST | /darm/ask             | {"question": 7}              | 400 | missing-field     | "question"
            POST | /darm/ask             | {"question": "a", "b": 1}    | 400 | unknown-field     | "question"
            POST | /darm/ask             | {"question": "a"             | 400 | malformed-json    | "question"
            POST | /darm/ask             | {"question": "a"} x          | 400 | malformed-json    | "question"
            POST | /darm/ask             | []                           | 400 | malformed-json    | "question"
            POST | /darm/ask             | {"question": "what fails?"}  | 500 | fault             | no fault
            POST | /darm/feedback        | {"answer": "b", "vote":"up"} | 404 | unknown-answer    | the id of an answer
            POST | /darm/feedback        | {"answer": "a-1", "vote":1}  | 400 | missing-field     | "vote"
            POST | /darm/feedback        | {"answer": "a", "vote":"no"} | 400 | bad-vote          | up
            POST | /darm/ingest          | {"documents": 1}             | 400 | missing-field     | "documents"
            GET  | /darm/chain/7         |                              | 404 | unknown-height    | 1 to the height
            GET  | /darm/chain/minus     |                              | 400 | bad-height        | a whole number
            GET  | /darm/memory/none     |                              | 404 | unknown-entry     | the id of an entry
            GET  | /darm/memory?tier=x   |                              | 400 | bad-tier          | RRC
            GET  | /darm/memory?limit=0  |                              | 400 | bad-limit         | from 1 to 20
            GET  | /darm/memory?teir=ltm |                              | 400 | unknown-parameter | tier, text, limit
            GET  | /darm/nothing         |                              | 404 | no-such-path      | GET /darm/status
            POST | /darm/chain/proof/verify | {"proof": "1e0"}          | 400 | bad-proof         | /darm/branches/proof
            POST | /darm/chain/proof/verify | {"proof": "zz"}           | 400 | bad-proof         | /darm/branches/proof
            POST | /darm/chain/proof/verify | {"proof": "7801ff"}       | 400 | bad-proof         | /darm/branches/proof
            POST | /darm/chain/proof/verify | {"proof": ""}             | 400 | bad-proof         | /darm/branches/proof
            POST | /darm/chain/proof/verify | {"trusted": "ab"}         | 400 | missing-field     | "proof"
            POST | /darm/chain/proof/verify | {"proof": "", "height":1} | 400 | unknown-field     | "proof"
            GET  | /darm/chain/proof/verify |                           | 405 | wrong-method      | POST
            GET  | /darm/chain/light?trust-height=2 |                   | 400 | missing-parameter | trust-hash
            GET  | /darm/chain/light?trust-hash=ab  |                   | 400 | missing-parameter | trust-height
            GET  | /darm/chain/light?trust-height=2&trust-hash=ab |     | 400 | bad-hash          | 64 hexadecimal
            GET  | /darm/chain/light?trust-height=0&trust-hash=ab |     | 400 | bad-trust-height  | a number from 1
            GET  | /darm/chain/light?trust-days=0   |                   | 400 | bad-trust-days    | from 1 to 36500
            GET  | /darm/chain/light?to=-1          |                   | 400 | bad-to            | a number from 1
            GET  | /darm/chain/light?height=2       |                   | 400 | unknown-parameter | trust-height
            GET  | /darm/chain/export?from=0        |                   | 400 | bad-from          | a number from 1
            GET  | /darm/chain/export?from=4&to=3   |                   | 400 | bad-to            | a number from 4
            GET  | /darm/chain/export?from=10       |                   | 404 | unknown-height    | 1 to the height
            GET  | /darm/chain/export?last=1        |                   | 400 | unknown-parameter | from, to
            GET  | /darm/ask             |                              | 405 | wrong-method      | POST
            """)
    void aWrongRequestIsToldWhatWasExpected(
            String method, String path, String body, int status, String code, String expected) throws Exception {
        HttpResponse<String> reply = send(request(path)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN));

        JsonNode error = json(reply).get("error");
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("expected").asText()).contains(expected);
        assertThat(error.get("message").asText()).isNotBlank().doesNotContain("a secret cause");
    }

    @Test
    void malformedJsonIsToldItsPosition() throws Exception {
        HttpResponse<String> reply = post("/darm/ask", "{\n  \"question\" \"a\"}");

        assertThat(json(reply).at("/error/message").asText()).contains("line 2, column 14");
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 1 << 20, 12 << 20})
    void aQuestionThatIsTooLongIsRefusedAsTooLarge(int size) throws Exception {
        HttpResponse<String> reply = post("/darm/ask", "{\"question\": \"" + "x".repeat(size) + "\"}");

        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(json(reply).at("/error/code").asText()).isEqualTo("too-large");
    }

    @Test
    void whatChangesAnythingNeedsTheToken() throws Exception {
        Map<String, Integer> statuses = new TreeMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint == Endpoint.EVENTS) continue;
            HttpResponse<String> reply = send(request(endpoint.path().replaceAll("\\{.*", "1"))
                    .header("Authorization", "Bearer wrong")
                    .method(endpoint.method(), ofString("{}")));
            if (reply.statusCode() == 401) statuses.put(endpoint.name(), reply.statusCode());
        }

        assertThat(statuses).containsOnlyKeys("INGEST", "FEEDBACK", "FORGET", "CHANGE_VALIDATORS", "ACCUSE", "APPEND");
        HttpResponse<String> without = send(request("/darm/ingest").POST(ofString("{}")));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(json(without).at("/error/code").asText()).isEqualTo("missing-token");
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"darm\"");
    }

    @Test
    void theLogOfHeadersIsServedUnderThePathsOfTlogTiles() throws Exception {
        HttpResponse<String> checkpoint = send(request("/darm/chain/checkpoint").GET());

        assertThat(checkpoint.body()).isEqualTo("Newest[]\n");
        assertThat(checkpoint.headers().firstValue("Content-Type")).hasValue("text/plain; charset=UTF-8");
        assertThat(checkpoint.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(send(request("/darm/chain/consistency/3/7").GET()).body()).isEqualTo("Consistency[from=3, to=7]\n");
        assertThat(send(request("/darm/chain/tile/0/067").GET()).body())
                .isEqualTo("Tile[level=0, index=67, width=256]\n");
        assertThat(send(request("/darm/chain/tile/1/067.p/12").GET()).body())
                .isEqualTo("Tile[level=1, index=67, width=12]\n");
        assertThat(send(request("/darm/chain/tile/entries/x001/067").GET()).body())
                .isEqualTo("Entries[index=1067, width=256]\n");
        assertThat(send(request("/darm/chain/tile/0/x001/067.p/12").GET()).statusCode())
                .isEqualTo(404);
        for (String bad : List.of("00/000", "0/67", "0/067.p/256", "64/000", "0/067.p/0", "0/001/067"))
            assertThat(send(request("/darm/chain/tile/" + bad).GET()).statusCode())
                    .as(bad)
                    .isEqualTo(400);
    }

    @Test
    void aProofIsGivenOrItsPlaceIsUnknown() throws Exception {
        assertThat(json(send(request("/darm/chain/1/proof/0").GET()))
                        .path("proof")
                        .asText())
                .isEqualTo("1e01");
        assertThat(json(send(request("/darm/chain/1/light").GET()))
                        .path("block")
                        .asText())
                .isEqualTo("1f01");
        assertThat(send(request("/darm/chain/2/light").GET()).statusCode()).isEqualTo(404);
        assertThat(json(send(request("/darm/chain/1/blocks").GET())).path("blocks"))
                .hasSize(1);
        assertThat(json(send(request("/darm/chain/2/blocks").GET())).path("blocks"))
                .isEmpty();
        assertThat(send(request("/darm/chain/x/blocks").GET()).statusCode()).isEqualTo(400);
        assertThat(send(request("/darm/chain/1/proof/1").GET()).statusCode()).isEqualTo(404);
        assertThat(send(request("/darm/chain/1/proof/x").GET()).statusCode()).isEqualTo(400);
    }

    @Test
    void aProofReachesItsCheckWithTheHashThatIsTrusted() throws Exception {
        LedgerProof proof = AuditViewsTest.proof();
        String hex = HexFormat.of().formatHex(proof.bytes());
        Hash trusted = Hash.of("a header");

        HttpResponse<String> reply = post(
                "/darm/chain/proof/verify", "{\"proof\": \"" + hex + "\", \"trusted\": \"" + trusted.hex() + "\"}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(json(reply).path("valid").asBoolean(true)).isFalse();
        assertThat(json(reply).path("fault").asText()).isEqualTo(proof.payload() + " Optional[" + trusted + "]");
        assertThat(json(post("/darm/chain/proof/verify", "{\"proof\": \"" + hex + "\"}"))
                        .path("fault")
                        .asText())
                .endsWith("Optional.empty");
        assertThat(post("/darm/chain/proof/verify", "{\"proof\": \"" + hex + "\", \"trusted\": \"ab\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/darm/chain/proof/verify", "{\"proof\": \"" + "00".repeat(9_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void theParametersOfALightClientReachTheNode() throws Exception {
        Hash hash = Hash.of("a header");

        assertThat(json(get("/darm/chain/light")).path("fault").asText())
                .isEqualTo("Optional.empty OptionalLong.empty 14");
        assertThat(json(get("/darm/chain/light?to=7&trust-days=2&trust-height=3&trust-hash=" + hash.hex()))
                        .path("fault")
                        .asText())
                .isEqualTo("Optional[height 3, hash " + hash + "] OptionalLong[7] 2");
    }

    @Test
    void anExportIsAFileWithItsName() throws Exception {
        HttpResponse<String> reply = get("/darm/chain/export?from=2&to=8");

        assertThat(reply.body()).isEqualTo("from 2 to 8");
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(reply.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"some.chain\"");
        assertThat(get("/darm/chain/export").body()).isEqualTo("from 1 to 9");
        assertThat(get("/darm/chain/genesis").body()).isEqualTo("{}\n");
    }

    @Test
    void anExportThatBreaksOffIsNoWholeAnswer() {
        assertThatThrownBy(() -> get("/darm/chain/export?from=5")).isInstanceOf(IOException.class);
    }

    @Test
    void evidenceReachesTheNode() throws Exception {
        HttpResponse<String> reply = post("/darm/chain/evidence", "{\"evidence\": \"1c01\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(NODE.changes).contains("1c01");
        assertThat(post("/darm/chain/evidence", "{\"change\": \"1c01\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aChangeOfTheValidatorsReachesTheNode() throws Exception {
        HttpResponse<String> reply = post("/darm/chain/validators", "{\"change\": \"1d01\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(NODE.changes).contains("1d01");
        assertThat(json(reply).path("what").asText()).isEqualTo("delta leaves");
    }

    @Test
    void feedbackReachesTheAnswer() throws Exception {
        assertThat(post("/darm/feedback", "{\"answer\": \"a-1\", \"vote\": \"down\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(NODE.votes).contains("DOWN");
    }

    @Test
    void aWishToForgetReachesTheNodeWithItsReason() throws Exception {
        HttpResponse<String> reply = post("/darm/memory/forget", "{\"id\": \"m-1\", \"reason\": \"personal\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(json(reply).get("height").asInt()).isEqualTo(2);
        assertThat(post("/darm/memory/forget", "{\"id\": \"m-1\"}").statusCode())
                .isEqualTo(200);
        assertThat(NODE.forgotten).contains("m-1 PERSONAL", "m-1 REQUESTED");
        assertThat(post("/darm/memory/forget", "{\"id\": \"m-2\"}").statusCode())
                .isEqualTo(404);
        assertThat(post("/darm/memory/forget", "{\"id\": \"m-1\", \"reason\": \"whim\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aBatchGetsOneReceiptADocumentInOrder() throws Exception {
        HttpResponse<String> reply = post("/darm/ingest", """
                {"documents": [
                  {"uri": "a.md", "text": "A is b.", "format": "markdown", "time": "2026-01-31T12:00:00Z"},
                  {"uri": "b.md", "text": "A", "format": "pdf"},
                  {"uri": "c.md"},
                  7,
                  {"uri": "e.md", "text": "E", "time": "yesterday"}
                ]}""");

        assertThat(json(reply).get("results").findValuesAsText("status"))
                .containsExactly("ACCEPTED", "SKIPPED", "SKIPPED", "SKIPPED", "SKIPPED");
        assertThat(json(reply).get("results").findValuesAsText("reason"))
                .satisfiesExactly(
                        format -> assertThat(format).contains("no format 'pdf'"),
                        text -> assertThat(text).contains("'text' must be a string"),
                        object -> assertThat(object).contains("not a JSON object"),
                        time -> assertThat(time).contains("yesterday"));
        assertThat(NODE.fed).anyMatch(fed -> fed.uri().equals("a.md"));
    }

    @Test
    void aDocumentThatCouldNotBeStoredIsToldFromOneThatIsNotTaken() throws Exception {
        HttpResponse<String> reply = post("/darm/ingest", """
                {"documents": [{"uri": "full.md", "text": "A is b."}, {"uri": "a.md", "text": "A is b."}]}""");

        assertThat(json(reply).get("results").findValuesAsText("status")).containsExactly("FAILED", "ACCEPTED");
        assertThat(json(reply).at("/results/0/reason").asText()).isEqualTo("not acknowledged: No space left on device");
    }

    @Test
    void aBatchBeyondItsLimitIsRefusedAsAWhole() throws Exception {
        HttpResponse<String> reply = post("/darm/ingest", "{\"documents\": [\"" + "x".repeat(9000) + "\"]}");

        assertThat(reply.statusCode()).isEqualTo(413);
    }

    @Test
    void aStreamSkipsBadLinesAndGoesOn() throws Exception {
        byte[] invalid = "{\"uri\": \"d\", \"text\": \"?\"}".getBytes(StandardCharsets.UTF_8);
        invalid[invalid.length - 3] = (byte) 0xFF;
        byte[] body = bytes(
                "{\"uri\": \"s1\", \"text\": \"one\"}\n\n".getBytes(StandardCharsets.UTF_8),
                "not json\n".getBytes(StandardCharsets.UTF_8),
                ("{\"uri\": \"s3\", \"text\": \"" + "x".repeat(500_000) + "\"}\n").getBytes(StandardCharsets.UTF_8),
                invalid,
                "\n{\"uri\": \"s6\", \"text\": \"six\"}".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> reply = send(request("/darm/ingest")
                .header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(ofByteArray(body)));

        List<JsonNode> receipts = new ArrayList<>();
        for (String line : reply.body().lines().toList()) receipts.add(JSON.readTree(line));
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(receipts.stream()
                        .map(r -> r.get("uri").asText() + " " + r.get("status").asText()))
                .containsExactly("s1 ACCEPTED", "line 3 SKIPPED", "line 4 SKIPPED", "line 5 SKIPPED", "s6 ACCEPTED");
        assertThat(receipts.get(2).get("reason").asText()).contains("at most 2048 bytes");
        assertThat(receipts.get(3).get("reason").asText()).contains("not UTF-8");
    }

    @Test
    void anUnknownKindOfBodyIsRefused() throws Exception {
        HttpResponse<String> reply = send(request("/darm/ingest")
                .header("Content-Type", "text/csv")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(ofString("a,b")));

        assertThat(reply.statusCode()).isEqualTo(415);
    }

    @Test
    void memoryIsLookedUpByTierTextAndId() throws Exception {
        assertThat(json(get("/darm/memory?tier=ltm&text=artery&limit=5"))
                        .at("/entries/0/id")
                        .asText())
                .isEqualTo("m-1");
        assertThat(json(get("/darm/memory?tier=stm")).get("entries")).isEmpty();
        assertThat(get("/darm/memory").statusCode())
                .as("without a limit, where fewer entries than usual are given")
                .isEqualTo(200);
        assertThat(json(get("/darm/memory/m-1")).get("tier").asText()).isEqualTo("LTM");
    }

    @Test
    void theChainIsShownAndChecked() throws Exception {
        assertThat(json(get("/darm/chain")).get("height").asLong()).isEqualTo(1);
        assertThat(json(get("/darm/chain/1")).get("proposer").asText()).isEqualTo("node-1");
        assertThat(json(get("/darm/chain/verify")).get("valid").asBoolean()).isTrue();
    }

    @Test
    void eventsComeAsTheyHappen() throws Exception {
        HttpResponse<InputStream> reply =
                CLIENT.send(request("/darm/events").build(), HttpResponse.BodyHandlers.ofInputStream());

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            Map<String, String> event = new LinkedHashMap<>();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine())
                event.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
            assertThat(event).containsOnly(entry("data", "{\"height\":1}"), entry("event", "block"), entry("id", "1"));
        }
        assertThat(reply.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    }

    @Test
    void theConsoleNeedsNoOtherFile() throws Exception {
        HttpResponse<String> page = get("/darm");

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
        assertThat(page.body()).contains("<title>DARM</title>").doesNotContain("src=\"", "https://", "http://");
    }

    @Test
    void openApiListsExactlyTheEndpoints() throws Exception {
        TreeSet<String> listed = new TreeSet<>();
        String path = "";
        for (String line : get("/darm/openapi.yaml").body().lines().toList()) {
            if (line.matches(" {2}/.*:")) path = line.strip().replaceAll(":$", "");
            if (line.matches(" {4}(get|post|put|delete|patch):"))
                listed.add(line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT) + " " + path);
            if (line.equals("components:")) break;
        }

        TreeSet<String> served = new TreeSet<>();
        for (Endpoint endpoint : Endpoint.values()) served.add(endpoint.toString());
        assertThat(listed).isEqualTo(served);
    }

    @Test
    void untilTheDoorIsOpenRequestsAreToldThatTheNodeIsStarting() throws Exception {
        ActorSystem closed = ActorSystem.create("closed", ConfigFactory.defaultReference());
        try {
            ServerBinding binding = Http.get(closed)
                    .newServerAt("127.0.0.1", 0)
                    .bind(new GatewayRoutes((ExtendedActorSystem) closed)
                            .routes(ManagementRouteProviderSettings.create(Uri.create("http://127.0.0.1"))))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            HttpResponse<String> reply = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + binding.localAddress().getPort() + "/darm/status"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(json(reply).at("/error/code").asText()).isEqualTo("starting");
        } finally {
            closed.terminate();
        }
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .POST(ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.localAddress().getPort() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body());
    }

    private static byte[] bytes(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) size += part.length;
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
