package dev.darm.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.ledger.GenesisFile.Refused;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The object {@code rules} of a {@link GenesisFile}: {@link ChainRules} with shares as decimal fractions and ISO-8601 durations. */
final class RulesJson {

    private static final List<String> KEYS = List.of(
            "tau-c",
            "min-independent",
            "ballot-window",
            "contest-votes",
            "contest-period",
            "commit-confidence",
            "commit-spread",
            "statistics-growth",
            "statistics-least-growth",
            "functional",
            "measuring");

    /** Only in a genesis of a chain that has it. */
    private static final String FAST_PATH = "fast-path";

    private final String path;
    private final JsonNode rules;

    private RulesJson(String path, JsonNode rules) {
        this.path = path;
        this.rules = rules;
    }

    static void write(ChainRules rules, ObjectNode to) {
        to.put("tau-c", share(rules.tau()));
        to.put("min-independent", rules.minIndependent());
        to.put("ballot-window", rules.ballotWindow());
        to.put("contest-votes", rules.contestVotes());
        to.put("contest-period", rules.contestPeriod().toString());
        to.put("commit-confidence", share(rules.commitConfidence()));
        to.put("commit-spread", share(rules.commitSpread()));
        to.put("statistics-growth", share(rules.statisticsGrowth()));
        to.put("statistics-least-growth", rules.statisticsLeastGrowth());
        ArrayNode functional = to.putArray("functional");
        rules.functional().forEach(functional::add);
        ArrayNode measuring = to.putArray("measuring");
        rules.measuring().forEach(measuring::add);
        if (rules.fastPath()) to.put(FAST_PATH, true);
    }

    static ChainRules read(String path, JsonNode node) {
        GenesisFile.requireKeys(path, node, KEYS, FAST_PATH);
        RulesJson json = new RulesJson(path, node);
        int tau = json.share("tau-c");
        int minIndependent = (int) json.whole("min-independent");
        long ballotWindow = json.whole("ballot-window");
        int contestVotes = (int) json.whole("contest-votes");
        Duration contestPeriod = json.duration("contest-period");
        int commitConfidence = json.share("commit-confidence");
        int commitSpread = json.share("commit-spread");
        int statisticsGrowth = json.share("statistics-growth");
        int statisticsLeastGrowth = (int) json.whole("statistics-least-growth");
        List<String> functional = json.relations("functional");
        List<String> measuring = json.relations("measuring");
        boolean fastPath = node.has(FAST_PATH) && json.bool(FAST_PATH);
        return GenesisFile.valid(
                path,
                () -> new ChainRules(
                        tau,
                        minIndependent,
                        ballotWindow,
                        contestVotes,
                        contestPeriod,
                        commitConfidence,
                        commitSpread,
                        statisticsGrowth,
                        statisticsLeastGrowth,
                        functional,
                        measuring,
                        fastPath));
    }

    private static BigDecimal share(int points) {
        return BigDecimal.valueOf(points, 4).stripTrailingZeros();
    }

    private int share(String key) {
        JsonNode node = rules.get(key);
        try {
            if (node.isNumber()) return node.decimalValue().movePointRight(4).intValueExact();
        } catch (ArithmeticException e) {
            // more than four places, or far too much: said below
        }
        throw wrong(key, "a share such as 0.67 with at most four decimal places", node);
    }

    private long whole(String key) {
        JsonNode node = rules.get(key);
        if (!node.isInt()) throw wrong(key, "a whole number", node);
        return node.intValue();
    }

    private boolean bool(String key) {
        JsonNode node = rules.get(key);
        if (!node.isBoolean()) throw wrong(key, "true or false", node);
        return node.booleanValue();
    }

    private Duration duration(String key) {
        JsonNode node = rules.get(key);
        try {
            Duration duration = Duration.parse(node.asText());
            if (node.isTextual() && duration.equals(Duration.ofMillis(duration.toMillis()))) return duration;
        } catch (DateTimeException | ArithmeticException e) {
            // said below
        }
        throw wrong(key, "a duration of whole milliseconds such as PT168H", node);
    }

    private List<String> relations(String key) {
        JsonNode array = rules.get(key);
        List<String> relations = new ArrayList<>();
        if (!array.isArray()) throw wrong(key, "a list of relations", array);
        for (JsonNode node : array) relations.add(GenesisFile.text(path + "." + key, node));
        return relations;
    }

    private Refused wrong(String key, String expected, JsonNode node) {
        return new Refused(path + "." + key, "expected " + expected + ", found " + GenesisFile.found(node));
    }
}
