package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import dev.darm.memory.Memories;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentRulesTest {

    private static final ValidatorSet HEADS = new ValidatorSet(List.of(
            new ValidatorSet.Member("a", SigningKey.ofSecret(new byte[32]).publicKey(), 1)));

    private final PayloadRules rules = DeploymentRules.of(
            new Genesis("darm", Instant.parse("2026-01-01T00:00:00Z"), HEADS),
            ConsolidationSettings.of(Memories.darm("consolidation")));

    @ParameterizedTest
    @CsvSource({
        Payload.CONSOLIDATION + ", consolidation",
        Payload.STATISTICS + ", corpus statistics",
        Payload.TOMBSTONE + ", tombstone",
        "77, kind 77 is unknown"
    })
    void eachKindOfPayloadHasItsRulesAndNoOtherMayStandInABlock(int kind, String words) {
        assertThat(rules.refuse(new Payload(kind, new byte[] {1}), HEADS).orElseThrow())
                .contains(words);
    }
}
