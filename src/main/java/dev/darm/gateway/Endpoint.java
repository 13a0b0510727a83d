package dev.darm.gateway;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every method and path under {@code /darm}. {@code openapi.yaml} lists the same, which a test checks both ways; {@code {x}}
 * in a path stands for one segment.
 */
public enum Endpoint {
    CONSOLE("GET", "/darm", false),
    ASK("POST", "/darm/ask", false),
    INGEST("POST", "/darm/ingest", true),
    FEEDBACK("POST", "/darm/feedback", true),
    MEMORY("GET", "/darm/memory", false),
    FORGET("POST", "/darm/memory/forget", true),
    MEMORY_ENTRY("GET", "/darm/memory/{id}", false),
    CHAIN("GET", "/darm/chain", false),
    CHAIN_VERIFY("GET", "/darm/chain/verify", false),
    CHECK_PROOF("POST", "/darm/chain/proof/verify", false),
    FOLLOW("GET", "/darm/chain/light", false),
    EXPORT("GET", "/darm/chain/export", false),
    GENESIS("GET", "/darm/chain/genesis", false),
    CHANGE_VALIDATORS("POST", "/darm/chain/validators", true),
    ACCUSE("POST", "/darm/chain/evidence", true),
    CHECKPOINT("GET", "/darm/chain/checkpoint", false),
    CONSISTENCY("GET", "/darm/chain/consistency/{from}/{to}", false),
    TILE("GET", "/darm/chain/tile/{level}/{n}", false),
    TILE_OF_TWO("GET", "/darm/chain/tile/{level}/{n}/{o}", false),
    TILE_OF_THREE("GET", "/darm/chain/tile/{level}/{n}/{o}/{p}", false),
    BLOCK("GET", "/darm/chain/{height}", false),
    LIGHT("GET", "/darm/chain/{height}/light", false),
    BLOCKS("GET", "/darm/chain/{height}/blocks", false),
    PROOF("GET", "/darm/chain/{height}/proof/{position}", false),
    BRANCHES("GET", "/darm/branches", false),
    APPEND("POST", "/darm/branches/records", true),
    RECORDS("GET", "/darm/branches/records", false),
    MERGE("GET", "/darm/branches/merge", false),
    BRANCH_PROOF("GET", "/darm/branches/proof", false),
    STATUS("GET", "/darm/status", false),
    EVENTS("GET", "/darm/events", false),
    OPENAPI("GET", "/darm/openapi.yaml", false);

    private final String method;
    private final String path;
    private final boolean changes;

    Endpoint(String method, String path, boolean changes) {
        this.method = method;
        this.path = path;
        this.changes = changes;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** Whether it changes what the swarm remembers or learns, so that it needs the token. */
    public boolean changes() {
        return changes;
    }

    /** An endpoint and what stood in the place of its {@code {x}} segments. */
    public record Match(Endpoint endpoint, Map<String, String> segments) {}

    /** The endpoint of a request; a fixed path goes before one with a variable segment. */
    public static Optional<Match> find(String method, String path) {
        for (Endpoint endpoint : values()) {
            if (!endpoint.method.equals(method)) continue;
            Optional<Map<String, String>> segments = endpoint.match(path);
            if (segments.isPresent()) return Optional.of(new Match(endpoint, segments.get()));
        }
        return Optional.empty();
    }

    /** The methods that {@code path} has; empty when there is no such path. */
    public static Set<String> methods(String path) {
        Set<String> methods = new java.util.TreeSet<>();
        for (Endpoint endpoint : EnumSet.allOf(Endpoint.class)) {
            if (endpoint.match(path).isPresent()) methods.add(endpoint.method);
        }
        return methods;
    }

    private Optional<Map<String, String>> match(String requested) {
        String[] template = path.split("/", -1);
        String[] found =
                (requested.endsWith("/") ? requested.substring(0, requested.length() - 1) : requested).split("/", -1);
        if (template.length != found.length) return Optional.empty();
        Map<String, String> segments = new TreeMap<>();
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{")) segments.put(template[i].substring(1, template[i].length() - 1), found[i]);
            else if (!template[i].equals(found[i])) return Optional.empty();
        }
        return Optional.of(segments);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    static String all() {
        return String.join(", ", Arrays.stream(values()).map(Endpoint::toString).toList());
    }
}
