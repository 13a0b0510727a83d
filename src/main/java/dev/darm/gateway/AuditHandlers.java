package dev.darm.gateway;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Query;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.branch.AnyProof;
import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.TrustedBlock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The endpoints for who checks the chain or keeps a copy of it. */
final class AuditHandlers {

    static final String PROOF_BODY =
            "{\"proof\": \"…\"}: what /darm/chain/{height}/proof/{position} or /darm/branches/proof gave as its proof; and for a"
                    + " proof against a block's hash in place of the genesis, \"trusted\": \"<64 hexadecimal digits>\"";

    private static final String START =
            "trust-height and trust-hash of one block: a height from 1 on and 64 hexadecimal digits";

    /** Days of a century. */
    private static final int MOST_DAYS = 36_500;

    private AuditHandlers() {}

    static CompletionStage<HttpResponse> check(AuditPort port, byte[] body) {
        ObjectNode object = Json.object(body, PROOF_BODY);
        Json.onlyFields(object, List.of("proof", "trusted"), PROOF_BODY);
        AnyProof proof = proof(Json.text(object, "proof", PROOF_BODY));
        Optional<Hash> trusted = object.has("trusted")
                ? Optional.of(hash(Json.text(object, "trusted", PROOF_BODY), PROOF_BODY))
                : Optional.empty();
        return port.check(proof, trusted).thenApply(Replies::json);
    }

    private static AnyProof proof(String hex) {
        try {
            return ByteReader.readAll(HexFormat.of().parseHex(hex), AnyProof::read);
        } catch (IllegalArgumentException | MalformedBytes e) {
            throw Refusal.badRequest("bad-proof", "no proof: " + e.getMessage(), PROOF_BODY);
        }
    }

    private static Hash hash(String hex, String expected) {
        try {
            return Hash.ofHex(hex);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad-hash", "no hash: " + e.getMessage(), expected);
        }
    }

    static CompletionStage<HttpResponse> follow(AuditPort port, Query query) {
        Parameters parameters = Parameters.of(query, List.of("trust-height", "trust-hash", "trust-days", "to"));
        OptionalLong height = parameters.number("trust-height", 1, Long.MAX_VALUE);
        Optional<String> hash = parameters.text("trust-hash");
        if (height.isPresent() != hash.isPresent())
            throw Refusal.badRequest(
                    "missing-parameter", (hash.isPresent() ? "trust-height" : "trust-hash") + " is not given", START);
        Optional<TrustedBlock> from = hash.map(hex -> new TrustedBlock(height.orElseThrow(), hash(hex, START)));
        OptionalLong to = parameters.number("to", 1, Long.MAX_VALUE);
        int days = (int) parameters.number("trust-days", 1, MOST_DAYS).orElse(14);
        return port.follow(from, to, days).thenApply(Replies::json);
    }

    static CompletionStage<HttpResponse> export(AuditPort port, Query query) {
        Parameters parameters = Parameters.of(query, List.of("from", "to"));
        long from = parameters.number("from", 1, Long.MAX_VALUE).orElse(1);
        return port.export(from, parameters.number("to", from, Long.MAX_VALUE)).thenApply(Replies::file);
    }
}
