package dev.darm.gateway;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Query;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The endpoints of branches. A branch's name may have slashes, so it is a parameter and no segment of a path. */
final class BranchHandlers {

    static final String APPEND_BODY = "{\"branch\": \"<name>\", \"kind\": \"text\", \"values\": [\"…\"]}";

    /** Bytes of the body of the largest append. */
    static final int MAX_APPEND = 2 << 20;

    private static final int MOST_RECORDS = 256;

    private BranchHandlers() {}

    static CompletionStage<HttpResponse> append(BranchPort port, byte[] body) {
        ObjectNode object = Json.object(body, APPEND_BODY);
        Json.onlyFields(object, List.of("branch", "kind", "values"), APPEND_BODY);
        String branch = Json.text(object, "branch", APPEND_BODY);
        String kind = object.has("kind") ? Json.text(object, "kind", APPEND_BODY) : "text";
        List<Object> values = new ArrayList<>();
        for (JsonNode value : object.path("values")) values.add(Json.value(value));
        if (values.isEmpty())
            throw Refusal.badRequest("no-values", "'values' must be a list with at least one value", APPEND_BODY);
        return port.append(branch, kind, values).thenApply(Replies::json);
    }

    static CompletionStage<HttpResponse> records(BranchPort port, Query query) {
        Parameters parameters = Parameters.of(query, List.of("branch", "from", "limit", "id"));
        String branch = branch(parameters);
        Optional<String> id = parameters.text("id");
        if (id.isPresent())
            return port.record(branch, id.get())
                    .thenApply(record -> Replies.json(record.orElseThrow(() -> unknown(parameters))));
        long from = parameters.number("from", 0, Long.MAX_VALUE).orElse(0);
        int limit = (int) parameters.number("limit", 1, MOST_RECORDS).orElse(50);
        return port.records(branch, from, limit)
                .thenApply(records -> Replies.json(Map.of("records", records.orElseThrow(() -> unknown(parameters)))));
    }

    static CompletionStage<HttpResponse> merge(BranchPort port, Query query) {
        Parameters parameters = Parameters.of(query, List.of("branch"));
        return port.merge(branch(parameters))
                .thenApply(merge -> Replies.json(merge.orElseThrow(() -> unknown(parameters))));
    }

    static CompletionStage<HttpResponse> proof(BranchPort port, Query query) {
        Parameters parameters = Parameters.of(query, List.of("branch", "id"));
        return port.proof(branch(parameters), parameters.text("id").orElse("")).thenApply(Replies::json);
    }

    private static String branch(Parameters parameters) {
        return parameters
                .text("branch")
                .orElseThrow(() -> Refusal.badRequest(
                        "missing-parameter", "no branch is named", "?branch=<a name that /darm/branches lists>"));
    }

    private static Refusal unknown(Parameters parameters) {
        return Refusal.notFound(
                "unknown-branch",
                "nothing of this is here: " + parameters,
                "a branch that /darm/branches lists, and a record of it");
    }
}
