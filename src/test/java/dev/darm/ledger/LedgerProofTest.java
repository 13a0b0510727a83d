package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A proof needs nothing but the genesis, and nothing in it can be changed or left out. */
@ParameterizedClass
@ValueSource(ints = {2, 3})
class LedgerProofTest {

    private final int version;
    private final Genesis genesis;
    private final Chain chain;
    private List<SigningKey> signers = KEYS;

    /** On a chain of blocks of {@code version}. */
    LedgerProofTest(int version) {
        this.version = version;
        this.genesis = version == 2 ? FourValidators.WITH_SECTIONS : FourValidators.WITH_MEDIAN_TIME;
        this.chain = chain(genesis);
    }

    @Test
    void aPayloadOfAFullBlockIsProvenInTwoKilobytes() throws IOException {
        append(IntStream.range(0, 1024)
                .mapToObj(i -> FourValidators.payload("claim " + i))
                .toList());

        LedgerProof proof = chain.prove(1, 700);

        assertThat(proof.refusal(genesis)).isEmpty();
        assertThat(proof.payload())
                .isEqualTo(FourValidators.payload("claim 700").hash());
        assertThat(proof.bytes()).hasSize(version == 2 ? 925 : 981);
        assertThat(ByteReader.readAll(proof.bytes(), LedgerProof::read)).isEqualTo(proof);
    }

    @Test
    void aHandOverOfFourValidatorsCostsAHeaderACertificateAndASet() throws IOException {
        append(List.of(SeatChange.seat(SET, "delta", FourValidators.key(5).publicKey(), 1)
                .approve(CHAIN, KEYS.get(3))
                .approve(CHAIN, FourValidators.key(5))
                .payload()));
        append(List.of(FourValidators.payload("after")));

        LedgerProof proof = chain.prove(2, 0);
        LedgerProof without = new LedgerProof(
                List.of(), proof.header(), proof.certificate(), proof.section(), proof.path(), proof.payload());

        assertThat(proof.refusal(genesis)).isEmpty();
        assertThat(without.bytes()).hasSize(version == 2 ? 605 : 661);
        assertThat(proof.bytes().length - without.bytes().length).isEqualTo(version == 2 ? 730 : 786);
    }

    @Test
    void afterChangesOfTheValidatorsTheHandOversLeadThere() throws IOException {
        append(List.of(FourValidators.payload("before")));
        append(List.of(
                SeatChange.leave(SET, "delta").approve(CHAIN, KEYS.get(3)).payload()));
        signers = KEYS.subList(0, 3);
        append(List.of(FourValidators.payload("between")));
        append(List.of(
                FourValidators.payload("beside"),
                SeatChange.leave(chain.state().validators(), "gamma")
                        .approve(CHAIN, KEYS.get(2))
                        .payload()));
        signers = KEYS.subList(0, 2);
        append(List.of(FourValidators.payload("after")));

        assertThat(chain.prove(1, 0).handovers()).isEmpty();
        assertThat(chain.prove(2, 0).handovers()).isEmpty();
        assertThat(chain.prove(3, 0).handovers()).hasSize(1);
        assertThat(chain.prove(4, 1).handovers()).hasSize(1);
        LedgerProof last = chain.prove(5, 0);
        assertThat(last.handovers()).hasSize(2);
        for (int height = 1; height <= 5; height++)
            assertThat(chain.prove(height, 0).refusal(genesis)).isEmpty();

        LedgerProof without = new LedgerProof(
                last.handovers().subList(0, 1),
                last.header(),
                last.certificate(),
                last.section(),
                last.path(),
                last.payload());
        assertThat(without.refusal(genesis)).hasValueSatisfying(why -> assertThat(why)
                .contains("follows the hand-over at 4, but the proof has the one at 2"));
    }

    @Test
    void thoseWhoLeftCanNoLongerProveAnything() throws IOException {
        append(List.of(
                SeatChange.leave(SET, "delta").approve(CHAIN, KEYS.get(3)).payload()));
        ChainState before = ChainState.of(genesis);
        Block forged = before.propose(
                KEYS.getFirst().publicKey(),
                before.tip().time().plusSeconds(9),
                9,
                List.of(FourValidators.payload("x")));
        LedgerProof proof = new LedgerProof(
                List.of(),
                forged.header(),
                certificate(forged, KEYS.subList(2, 4)),
                Section.CLAIMS,
                forged.prove(0).path(),
                forged.payloads().getFirst().hash());

        assertThat(proof.refusal(genesis))
                .hasValueSatisfying(why -> assertThat(why).contains("power 2 of 4"));
    }

    @Test
    void everyChangedByteIsRefused() throws IOException {
        append(List.of(
                SeatChange.leave(SET, "delta").approve(CHAIN, KEYS.get(3)).payload()));
        signers = KEYS.subList(0, 3);
        append(List.of(FourValidators.payload("one"), FourValidators.payload("two"), FourValidators.payload("three")));
        byte[] bytes = chain.prove(2, 1).bytes();
        Random random = new Random(1);

        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            Optional<String> refusal;
            try {
                refusal = ByteReader.readAll(changed, LedgerProof::read).refusal(genesis);
            } catch (MalformedBytes e) {
                refusal = Optional.of("malformed");
            }
            assertThat(refusal).as("byte %d", i).isPresent();
        }
    }

    @Test
    void whoTrustsTheHeaderNeedsNoSignatures() throws IOException {
        append(List.of(FourValidators.payload("zero")));
        append(List.of(FourValidators.payload("one"), FourValidators.payload("two")));
        LedgerProof proof = chain.prove(2, 1);
        Hash trusted = chain.block(2).block().hash();
        LedgerProof bare = new LedgerProof(
                List.of(),
                proof.header(),
                new Certificate(2, 0, trusted, List.of()),
                proof.section(),
                proof.path(),
                proof.payload());

        assertThat(proof.refusal(trusted)).isEmpty();
        assertThat(bare.refusal(trusted)).isEmpty();
        assertThat(bare.refusal(genesis)).isPresent();
        assertThat(proof.refusal(chain.block(1).block().hash())).hasValueSatisfying(why -> assertThat(why)
                .contains("the block of height 2 with hash " + trusted, "not about the trusted one"));
    }

    @Test
    void everyChangedByteOfHeaderPathAndPayloadIsRefusedToWhoTrustsTheHeader() throws IOException {
        append(List.of(FourValidators.payload("one"), FourValidators.payload("two"), FourValidators.payload("three")));
        LedgerProof proof = chain.prove(1, 1);
        Hash trusted = proof.header().hash();
        byte[] bytes = proof.bytes();
        // kind, version and the number of hand-overs come first
        int certificate = 6 + proof.header().bytes().length;
        int after = certificate + proof.certificate().bytes().length;
        Random random = new Random(1);

        for (int i = 0; i < bytes.length; i++) {
            if (i >= certificate && i < after) continue;
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(refusal(changed, trusted)).as("byte %d", i).isPresent();
        }
    }

    private static Optional<String> refusal(byte[] proof, Hash trusted) {
        try {
            return ByteReader.readAll(proof, LedgerProof::read).refusal(trusted);
        } catch (MalformedBytes e) {
            return Optional.of("malformed");
        }
    }

    @Test
    void aPayloadThatIsNotThereHasNoProof() throws IOException {
        append(List.of(FourValidators.payload("one")));

        assertThatThrownBy(() -> chain.prove(1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> chain.prove(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        LedgerProof proof = chain.prove(1, 0);
        LedgerProof other = new LedgerProof(
                List.of(), proof.header(), proof.certificate(), Section.TOMBSTONES, proof.path(), proof.payload());
        assertThat(other.refusal(genesis))
                .hasValueSatisfying(why -> assertThat(why).contains("no payloads of section"));
    }

    @Test
    void aChainOfVersionOneProvesAsWell() throws IOException {
        Chain old = chain(FourValidators.GENESIS);
        old.append(FourValidators.committed(FourValidators.GENESIS.tip(), "hello", "world"));

        assertThat(old.prove(1, 1).refusal(FourValidators.GENESIS)).isEmpty();
        LedgerProof proof = old.prove(1, 1);
        assertThat(ByteReader.readAll(proof.bytes(), LedgerProof::read)).isEqualTo(proof);
    }

    private static Chain chain(Genesis genesis) {
        try {
            return Chain.open(new RecordsInHeap(), genesis);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void append(List<Payload> payloads) throws IOException {
        ChainState state = chain.state();
        Block block =
                state.propose(KEYS.getFirst().publicKey(), state.tip().time().plusSeconds(1), 7, payloads);
        CommittedBlock committed = new CommittedBlock(block, certificate(block, signers));
        assertThat(new ChainVerifier(genesis, (payload, set) -> Optional.empty()).refusal(state, committed))
                .isEmpty();
        chain.append(committed);
    }

    /** By as few as decide. */
    private Certificate certificate(Block block, List<SigningKey> keys) throws IOException {
        Hash hash = block.hash();
        ValidatorSet set = block.header().validatorsHash().equals(SET.hash())
                ? SET
                : chain.state().validators();
        List<Vote> votes = new ArrayList<>();
        for (SigningKey key : keys)
            if (votes.size() < set.quorumPower())
                votes.add(
                        version == 2
                                ? Vote.sign(CHAIN, Vote.Type.PRECOMMIT, block.height(), 0, Optional.of(hash), key)
                                : Vote.precommit(
                                        CHAIN,
                                        block.height(),
                                        0,
                                        hash,
                                        block.header().time(),
                                        key));
        return Certificate.of(block.height(), 0, hash, votes, set);
    }
}
