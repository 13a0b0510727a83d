package dev.darm.world;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Calls to HTTP servers outside the cluster; the simulator answers them from a model. */
public interface HttpCaller {

    /**
     * Posts {@code json} and completes with the answer, whatever its status; fails with an {@link java.io.IOException}
     * that names the address when there is no answer within {@code timeout}.
     */
    CompletionStage<Response> postJson(URI address, String json, Duration timeout);

    /** An answer: HTTP status 100 to 599 and the body as UTF-8 text. */
    record Response(int status, String body) {}
}
