package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.certificate;
import static dev.darm.ledger.FourValidators.precommit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import dev.darm.ledger.Certificate.SignedPrecommit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CertificateTest {

    private static final Block BLOCK = FourValidators.block(GENESIS.tip(), "one");
    private static final Hash HASH = BLOCK.hash();

    private static Optional<String> refusal(Certificate certificate) {
        return certificate.refusal(SET, CHAIN, HASH, 1);
    }

    private static Certificate with(List<SignedPrecommit> precommits) {
        return new Certificate(1, 0, HASH, precommits);
    }

    @Test
    void threeOfFourProveABlock() {
        assertThat(refusal(certificate(BLOCK, 0, 1, 2))).isEmpty();
        assertThat(refusal(certificate(BLOCK, 3, 1, 0))).isEmpty();
        assertThat(refusal(certificate(BLOCK, 0, 1, 2, 3))).isEmpty();
    }

    @Test
    void twoOfFourProveNothing() {
        assertThat(refusal(certificate(BLOCK, 0, 3))).contains("the precommits hold power 2 of 4, but a block needs 3");
        assertThat(refusal(with(List.of()))).contains("the precommits hold power 0 of 4, but a block needs 3");
    }

    @Test
    void anotherHeightBlockOrChainIsRefused() {
        Certificate certificate = certificate(BLOCK, 0, 1, 2);

        assertThat(certificate.refusal(SET, CHAIN, HASH, 2)).contains("the certificate is for height 1, not 2");
        assertThat(certificate.refusal(SET, CHAIN, Hash.ZERO, 1))
                .contains("the certificate is for block " + HASH + ", not " + Hash.ZERO);
        assertThat(certificate.refusal(SET, "homes", HASH, 1))
                .contains("the signature of " + KEYS.getFirst().publicKey() + " does not verify");
    }

    @Test
    void aValidatorCountsOnce() {
        List<SignedPrecommit> two = certificate(BLOCK, 0, 1).precommits();

        assertThat(refusal(with(List.of(two.get(0), two.get(1), two.get(1)))))
                .contains("the validator beta stands twice");
        assertThat(refusal(with(List.of(two.get(0), two.get(1), two.get(0)))))
                .contains("the precommits are not in the order of the validators");
    }

    @Test
    void theOrderIsThatOfTheValidators() {
        List<SignedPrecommit> precommits =
                new ArrayList<>(certificate(BLOCK, 0, 1, 2).precommits());
        Collections.swap(precommits, 0, 2);

        assertThat(refusal(with(precommits))).contains("the precommits are not in the order of the validators");
    }

    @Test
    void aStrangerDoesNotCount() {
        SigningKey stranger = FourValidators.key(9);
        Vote vote = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.of(HASH), stranger);
        List<SignedPrecommit> precommits =
                new ArrayList<>(certificate(BLOCK, 0, 1, 2).precommits());
        precommits.add(new SignedPrecommit(vote.validator(), vote.signature()));

        assertThat(refusal(with(precommits))).contains("the key " + stranger.publicKey() + " is no validator's");
    }

    @Test
    void oneBadSignatureSpoilsACertificateAlsoWhenTheOthersWouldDo() {
        List<SignedPrecommit> precommits =
                new ArrayList<>(certificate(BLOCK, 0, 1, 2, 3).precommits());
        Signature elsewhere = precommit(3, 1, 1, HASH).signature();
        precommits.set(3, new SignedPrecommit(KEYS.get(3).publicKey(), elsewhere));

        assertThat(refusal(with(precommits)))
                .contains("the signature of " + KEYS.get(3).publicKey() + " does not verify");
    }

    @Test
    void prevotesAndVotesForOtherBlocksRoundsOrHeightsAreLeftOut() {
        Vote prevote = Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 0, Optional.of(HASH), KEYS.get(0));
        Vote nil = Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.empty(), KEYS.get(1));
        List<Vote> votes = List.of(
                prevote,
                nil,
                precommit(1, 1, 0, Hash.ZERO),
                precommit(2, 1, 1, HASH),
                precommit(3, 2, 0, HASH),
                precommit(3, 1, 0, HASH));

        assertThat(Certificate.of(1, 0, HASH, votes, SET).precommits())
                .extracting(SignedPrecommit::validator)
                .containsExactly(KEYS.get(3).publicKey());
    }

    @Test
    void aCommittedBlockHoldsTheCertificateOfItsOwnBlock() {
        Block other = FourValidators.block(GENESIS.tip(), "two");

        assertThatThrownBy(() -> new CommittedBlock(other, certificate(BLOCK, 0, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(HASH.hex())
                .hasMessageContaining(other.hash().hex());
    }

    @Property(tries = 300)
    void aCertificateProvesItsBlockExactlyWhenMoreThanTwoThirdsOfThePowerSigned(
            @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 1, max = 9) Integer> powers,
            @ForAll @IntRange(min = 0, max = 127) int signers) {
        ValidatorSet set = new ValidatorSet(IntStream.range(0, powers.size())
                .mapToObj(i -> new ValidatorSet.Member(
                        "v" + i, FourValidators.key(i + 1).publicKey(), powers.get(i)))
                .toList());
        List<Vote> votes = IntStream.range(0, powers.size())
                .filter(i -> (signers >> i & 1) == 1)
                .mapToObj(
                        i -> Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 0, Optional.of(HASH), FourValidators.key(i + 1)))
                .toList();
        int signed = IntStream.range(0, powers.size())
                .filter(i -> (signers >> i & 1) == 1)
                .map(powers::get)
                .sum();
        int total = powers.stream().mapToInt(Integer::intValue).sum();

        assertThat(Certificate.of(1, 0, HASH, votes.reversed(), set)
                        .refusal(set, CHAIN, HASH, 1)
                        .isEmpty())
                .isEqualTo(3 * signed > 2 * total);
    }
}
