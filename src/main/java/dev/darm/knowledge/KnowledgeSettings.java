package dev.darm.knowledge;

import com.typesafe.config.Config;
import dev.darm.memory.Keys;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code darm.knowledge} configures; {@code reference.conf} has the unit, the range and the reason of every key.
 *
 * @param functional relations that can have only one object
 * @param measuring relations by which a subject has one number of a unit
 * @param naming relations that give a subject another name
 * @param ownClaims claims with own evidence that are kept
 * @param ownTrust what a claim that only this node has evidence for counts against another
 * @param contestedTrust what a contested entry of long-term memory counts against another
 * @param rivals claims that are compared with one judged claim, and names that are followed
 */
public record KnowledgeSettings(
        Set<String> functional,
        Set<String> measuring,
        Set<String> naming,
        int ownClaims,
        double ownTrust,
        double contestedTrust,
        int rivals,
        Skepticism.Gate gate,
        ValiditySuite.Weights validity) {

    /** Reads {@code darm.knowledge.*} of the {@code darm} section. */
    public static KnowledgeSettings of(Config darm) {
        Keys keys = new Keys(darm.getConfig("knowledge"), "darm.knowledge");
        return new KnowledgeSettings(
                relations(keys, "contradiction.functional"),
                relations(keys, "contradiction.measuring"),
                relations(keys, "naming"),
                keys.count("own-claims", 1, 10_000_000),
                keys.fraction("own-trust"),
                keys.fraction("contested-trust"),
                keys.count("rivals", 1, 100_000),
                gate(keys.section("skepticism")),
                weights(keys.section("validity")));
    }

    public Contradiction contradiction() {
        return new Contradiction(functional, measuring);
    }

    private static Set<String> relations(Keys keys, String path) {
        Set<String> relations = new TreeSet<>();
        for (String relation : keys.config().getStringList(path)) {
            if (relation.isBlank()) throw keys.bad(path, "relations of at least one word", "a blank one");
            relations.add(StatementReader.relation(relation));
        }
        return relations;
    }

    private static Skepticism.Gate gate(Keys keys) {
        double flag = keys.fraction("flag-confidence");
        double uncertainty = keys.fraction("commit-uncertainty");
        return new Skepticism.Gate(
                keys.number("commit-confidence", flag, 1),
                uncertainty,
                flag,
                keys.number("flag-uncertainty", uncertainty, 1));
    }

    private static ValiditySuite.Weights weights(Keys keys) {
        double traversal = keys.fraction("traversal");
        double integrity = keys.fraction("integrity");
        double adversarial = keys.fraction("adversarial");
        double sum = traversal + integrity + adversarial;
        if (Math.abs(sum - 1) > 1e-9) throw keys.bad("traversal", "the three weights to add up to 1", sum);
        return new ValiditySuite.Weights(traversal, integrity, adversarial, keys.fraction("commit-at"));
    }
}
