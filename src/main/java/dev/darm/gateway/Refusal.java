package dev.darm.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error: HTTP status, a code for programs, a message, and what was expected. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String expected;

    public Refusal(int status, String code, String message, String expected) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.expected = expected;
    }

    static Refusal badRequest(String code, String message, String expected) {
        return new Refusal(400, code, message, expected);
    }

    static Refusal notFound(String code, String message, String expected) {
        return new Refusal(404, code, message, expected);
    }

    static Refusal noBlock(long height) {
        return notFound("unknown-height", "the chain has no block " + height, "1 to the height that /darm/chain names");
    }

    static Refusal tooLarge(String message, String expected) {
        return new Refusal(413, "too-large", message, expected);
    }

    static Refusal starting() {
        return new Refusal(503, "starting", "the node is starting", "a node that is ready (GET /ready)");
    }

    static Refusal late(String what) {
        return new Refusal(504, "timeout", what + " took too long", "an answer in time; try again or another node");
    }

    static Refusal fault() {
        return new Refusal(500, "fault", "the node failed on this request; its log says why", "no fault");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }

    /** The body: {@code {"error": {code, message, expected}}}. */
    Map<String, Object> body() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", String.valueOf(getMessage()));
        error.put("expected", expected);
        return Map.of("error", error);
    }
}
