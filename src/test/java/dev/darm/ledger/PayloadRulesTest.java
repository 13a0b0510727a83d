package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PayloadRulesTest {

    private static final PayloadRules RULES = PayloadRules.byKind(new TreeMap<>(Map.of(
            1,
            (payload, validators) -> Optional.empty(),
            3,
            (payload, validators) -> Optional.of("the third says no"))));

    private static Optional<String> refusal(int kind) {
        return RULES.refuse(new Payload(kind, new byte[0]), FourValidators.SET);
    }

    @Test
    void aPayloadIsJudgedByTheRulesOfItsKind() {
        assertThat(refusal(1)).isEmpty();
        assertThat(refusal(3)).contains("the third says no");
    }

    @Test
    void aKindWithoutRulesIsRefusedAndTheKnownOnesAreNamed() {
        assertThat(refusal(2)).contains("payload kind 2 is unknown; expected one of [1, 3]");
    }
}
