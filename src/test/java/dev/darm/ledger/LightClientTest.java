package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.LightClient.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A chain in which one of four validators after the other is replaced, followed from the genesis by headers. */
class LightClientTest {

    private static final Genesis GENESIS = FourValidators.WITH_SECTIONS;
    private static final Trust TRUST = new Trust(1, 3, Duration.ofDays(14), Duration.ofSeconds(10));

    private final Chain chain = Chain.open(new RecordsInHeap(), GENESIS);
    private final List<SigningKey> keys = new ArrayList<>(KEYS);
    private final LightClient client = new LightClient(CHAIN, TRUST);
    private final Instant now;

    LightClientTest() throws IOException {
        for (int height = 1; height <= 40; height++) append(height);
        now = chain.tip().time().plusSeconds(1);
    }

    /** Every tenth block replaces a validator's key. */
    private void append(int height) throws IOException {
        ChainState state = chain.state();
        List<Payload> payloads = new ArrayList<>(List.of(FourValidators.payload("claim " + height)));
        int seat = height / 10 - 1;
        if (height % 10 == 0) {
            SigningKey next = FourValidators.key(100 + seat);
            payloads.add(SeatChange.seat(
                            state.validators(),
                            state.validators().members().get(seat).name(),
                            next.publicKey(),
                            1)
                    .approve(CHAIN, keys.get(seat))
                    .approve(CHAIN, next)
                    .payload());
        }
        Block block =
                state.propose(keys.getFirst().publicKey(), state.tip().time().plusSeconds(60), height, payloads);
        chain.append(new CommittedBlock(block, certificate(block, state.validators(), keys.subList(1, 4))));
        if (height % 10 == 0) keys.set(seat, FourValidators.key(100 + seat));
    }

    private static Certificate certificate(Block block, ValidatorSet set, List<SigningKey> signers) {
        List<Vote> votes = signers.stream()
                .map(key -> Vote.sign(CHAIN, Vote.Type.PRECOMMIT, block.height(), 0, Optional.of(block.hash()), key))
                .toList();
        return Certificate.of(block.height(), 0, block.hash(), votes, set);
    }

    @Test
    void itGoesFromTheGenesisToTheEndByAFewHeaders() throws Exception {
        List<Long> asked = new ArrayList<>();

        Trusted end = client.follow(
                Trusted.of(GENESIS),
                40,
                height -> {
                    asked.add(height);
                    return chain.light(height).orElseThrow();
                },
                now);

        assertThat(end.hash()).isEqualTo(chain.lastHash());
        assertThat(end.next()).isEqualTo(chain.state().validators());
        assertThat(asked).hasSizeLessThan(6);
    }

    @Test
    void aBlockThatThoseWhoWereReplacedMadeUpIsNotBelieved() throws IOException {
        ChainState before = ChainState.of(GENESIS);
        Block forged = new ChainState(GENESIS, chain.tip(), GENESIS.validators(), 0)
                .propose(KEYS.getFirst().publicKey(), now, 1, List.of(FourValidators.payload("forged")));
        LightBlock made = new LightBlock(
                forged.header(),
                certificate(forged, before.validators(), KEYS),
                GENESIS.validators(),
                GENESIS.validators());
        Trusted trusted = Trusted.of(chain.light(39).orElseThrow());

        assertThat(client.verify(trusted, made, now.plusSeconds(5)))
                .isEqualTo(new Verdict.NotEnoughTrust(
                        "of the validators that are trusted, power 1 of 4 signed height 41"));
        assertThatThrownBy(() -> client.follow(
                        trusted,
                        41,
                        height -> height == 41 ? made : chain.light(height).orElseThrow(),
                        now.plusSeconds(5)))
                .isInstanceOf(LightClient.Unverified.class)
                .hasMessageContaining("height 41: the header names the validators");
    }

    @Test
    void whatIsTooOldIsNotTrustedAnyMore() throws IOException {
        Instant later = GENESIS.time().plus(Duration.ofDays(14));

        assertThat(client.verify(Trusted.of(GENESIS), chain.light(1).orElseThrow(), later))
                .isInstanceOfSatisfying(Verdict.Invalid.class, invalid -> assertThat(invalid.why())
                        .contains("is too old"));
    }

    @Test
    void aSourceThatGivesAnotherHeightIsNamed() {
        assertThatThrownBy(() -> client.follow(
                        Trusted.of(GENESIS),
                        40,
                        height -> chain.light(height == 40 ? 40 : 1).orElseThrow(),
                        now))
                .isInstanceOf(LightClient.Unverified.class)
                .hasMessage("asked for height 20, the source gave 1");
    }

    @Test
    void aBlockWhoseHashIsKnownIsABeginningAndNoOtherIs() throws Exception {
        LightBlock block = chain.light(20).orElseThrow();
        TrustedBlock known = new TrustedBlock(20, block.header().hash());
        LightBlock otherValidators =
                new LightBlock(block.header(), block.certificate(), block.validators(), FourValidators.SET);

        assertThat(Trusted.of(known, block)).isEqualTo(Trusted.of(block));
        for (TrustedBlock another : List.of(
                new TrustedBlock(20, chain.light(19).orElseThrow().header().hash()),
                new TrustedBlock(19, known.hash())))
            assertThatThrownBy(() -> Trusted.of(another, block))
                    .isInstanceOf(LightClient.Unverified.class)
                    .hasMessageContaining("has the hash");
        assertThatThrownBy(() -> Trusted.of(known, otherValidators))
                .isInstanceOf(LightClient.Unverified.class)
                .hasMessageContaining("not those that the trusted header names");
    }

    @Test
    void trustIsAThirdToAll() {
        assertThatThrownBy(() -> new Trust(1, 4, Duration.ofDays(1), Duration.ZERO))
                .hasMessageContaining("a trust level is a third to all");
        assertThatThrownBy(() -> new Trust(1, 3, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("the trusting period is positive");
    }
}
