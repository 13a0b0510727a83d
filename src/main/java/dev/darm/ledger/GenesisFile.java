package dev.darm.ledger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A {@link Genesis} as a JSON file that people read and compare. Its layout is free: the hash is over the canonical bytes
 * and not over this text. Reading is strict: every key must be there, once, and no other; only a genesis of version 1 has
 * no {@code rules}, and only one whose blocks have version 2 or 3 says so in {@code blocks}.
 */
public final class GenesisFile {

    private static final List<String> KEYS = List.of("chain-id", "time", "validators");
    private static final String RULES = "rules";
    private static final String BLOCKS = "blocks";
    private static final List<String> MEMBER_KEYS = List.of("name", "public-key", "power");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GenesisFile() {}

    /** The text of the file, ending in a line break. */
    public static String write(Genesis genesis) {
        ObjectNode root = JSON.createObjectNode();
        root.put("chain-id", genesis.chainId());
        root.put("time", genesis.time().toString());
        if (genesis.blockVersion() > 1) root.put(BLOCKS, genesis.blockVersion());
        ArrayNode validators = root.putArray("validators");
        for (ValidatorSet.Member member : genesis.validators().members()) {
            ObjectNode node = validators.addObject();
            node.put("name", member.name());
            node.put("public-key", member.key().hex());
            node.put("power", member.power());
        }
        genesis.stated().ifPresent(rules -> RulesJson.write(rules, root.putObject(RULES)));
        return root.toPrettyString() + "\n";
    }

    /** The genesis in {@code json}; {@code origin} names the file in the messages. */
    public static Genesis read(String origin, String json) throws BadGenesis {
        try {
            JsonNode root = JSON.readTree(json);
            requireKeys("", root, KEYS, RULES, BLOCKS);
            String chainId = text("chain-id", root.get("chain-id"));
            Instant time = time(root.get("time"));
            ValidatorSet validators = validators(root.get("validators"));
            Optional<ChainRules> rules =
                    root.has(RULES) ? Optional.of(RulesJson.read(RULES, root.get(RULES))) : Optional.empty();
            int blocks = root.has(BLOCKS) ? blocks(root.get(BLOCKS)) : 1;
            return valid("", () -> new Genesis(chainId, time, validators, rules, blocks));
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            throw new BadGenesis(origin + ": " + where + e.getOriginalMessage());
        } catch (Refused e) {
            throw new BadGenesis(origin + ": " + e.getMessage());
        }
    }

    /** Carries what was wrong up to {@link #read}, which adds the origin. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String path, String why) {
            super(path.isEmpty() ? why : path + ": " + why);
        }
    }

    private static int blocks(JsonNode node) {
        if (!node.isInt()) throw new Refused(BLOCKS, "expected 1, 2 or 3, found " + found(node));
        return node.intValue();
    }

    private static ValidatorSet validators(JsonNode array) {
        if (!array.isArray()) throw new Refused("validators", "expected a list, found " + found(array));
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (JsonNode node : array) {
            String path = "validators[" + members.size() + "]";
            requireKeys(path, node, MEMBER_KEYS);
            String name = text(path + ".name", node.get("name"));
            String hex = text(path + ".public-key", node.get("public-key"));
            PublicKey key = valid(path + ".public-key", () -> PublicKey.ofHex(hex));
            JsonNode power = node.get("power");
            if (!power.isInt())
                throw new Refused(
                        path + ".power",
                        "expected a whole number from 1 to " + ValidatorSet.MAX_POWER + ", found " + found(power));
            members.add(valid(path, () -> new ValidatorSet.Member(name, key, power.intValue())));
        }
        return valid("validators", () -> new ValidatorSet(members));
    }

    static void requireKeys(String path, JsonNode node, List<String> keys, String... optional) {
        String expected = "; expected " + String.join(", ", keys);
        if (!node.isObject()) throw new Refused(path, "found " + found(node) + expected);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!keys.contains(name) && !List.of(optional).contains(name))
                throw new Refused(path, "unknown key \"" + name + "\"" + expected);
        }
        for (String key : keys) if (!node.has(key)) throw new Refused(path, "missing key \"" + key + "\"" + expected);
    }

    static String text(String path, JsonNode node) {
        if (!node.isTextual()) throw new Refused(path, "expected a text, found " + found(node));
        return node.textValue();
    }

    private static Instant time(JsonNode node) {
        String text = text("time", node);
        String expected = "expected a UTC time to the millisecond such as 2026-01-01T00:00:00Z, found ";
        try {
            Instant time = Instant.parse(text);
            if (!time.equals(time.truncatedTo(ChronoUnit.MILLIS))) throw new Refused("time", expected + found(node));
            return time;
        } catch (DateTimeException e) {
            throw new Refused("time", expected + found(node));
        }
    }

    static <T> T valid(String path, Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new Refused(path, String.valueOf(e.getMessage()));
        }
    }

    static String found(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }
}
