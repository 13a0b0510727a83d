package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ProposerRotationTest {

    @Test
    void equalPowersTakeTurnsInTheOrderOfTheGenesis() {
        ProposerRotation rotation = ProposerRotation.of(Words.validators(4));

        assertThat(rotation.proposer(0, 0)).isEqualTo(Words.key(1));
        assertThat(rotation.proposer(1, 0)).isEqualTo(Words.key(2));
        assertThat(rotation.proposer(1, 1)).isEqualTo(Words.key(3));
        assertThat(rotation.proposer(4, 0)).isEqualTo(Words.key(1));
    }

    @Test
    void theStrongOneNeverProposesAllItsTurnsInARow() {
        ProposerRotation rotation = ProposerRotation.of(powers(List.of(3, 1, 1)));

        List<Integer> turns = new ArrayList<>();
        for (int height = 0; height < 5; height++)
            turns.add(rotation.proposer(height, 0).equals(Words.key(1)) ? 1 : 0);

        assertThat(turns).containsExactly(1, 0, 1, 0, 1);
    }

    @Property(tries = 100)
    void turnsAreInProportionToPower(@ForAll @Size(min = 1, max = 7) List<@IntRange(min = 1, max = 9) Integer> powers) {
        ValidatorSet validators = powers(powers);
        ProposerRotation rotation = ProposerRotation.of(validators);

        Map<PublicKey, Integer> turns = new TreeMap<>();
        int cycle = (int) validators.totalPower();
        for (int height = 0; height < cycle; height++) turns.merge(rotation.proposer(height, 0), 1, Integer::sum);

        for (ValidatorSet.Member member : validators.members())
            assertThat(turns.get(member.key())).isEqualTo(member.power());
    }

    @Property(tries = 20)
    void everyoneHasATurnWhateverThePowers(
            @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 1, max = 1_000_000) Integer> powers) {
        ValidatorSet validators = powers(powers);
        ProposerRotation rotation = ProposerRotation.of(validators);

        List<PublicKey> seen = new ArrayList<>();
        for (int round = 0; round < 2 * ProposerRotation.MAX_CYCLE; round++) seen.add(rotation.proposer(1, round));

        assertThat(seen)
                .containsAll(validators.members().stream()
                        .map(ValidatorSet.Member::key)
                        .toList());
    }

    private static ValidatorSet powers(List<Integer> powers) {
        List<ValidatorSet.Member> members = new ArrayList<>();
        for (int i = 1; i <= powers.size(); i++)
            members.add(new ValidatorSet.Member("v" + i, Words.key(i), powers.get(i - 1)));
        return new ValidatorSet(members);
    }
}
