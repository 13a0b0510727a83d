package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;

import dev.darm.codec.Abused;
import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the ledger takes in from files and in payloads: proofs, blocks for a light client, accusations, changes of seats, genesis files. */
public final class BadLedgerBytes {

    private BadLedgerBytes() {}

    public static List<Abused> all() throws IOException {
        Genesis genesis = FourValidators.WITH_MEDIAN_TIME;
        Chain chain = chain(genesis);
        Trust trust = new Trust(1, 3, Duration.ofDays(14), Duration.ofSeconds(10));
        LightClient client = new LightClient(genesis, trust);
        Instant now = chain.tip().time().plusSeconds(1);
        return List.of(
                malformed(
                        "ledger proof", chain.prove(2, 0).bytes(), bytes -> ByteReader.readAll(bytes, LedgerProof::read)
                                .refusal(genesis)),
                malformed("proof with a hand-over", chain.prove(3, 0).bytes(), bytes -> ByteReader.readAll(
                                bytes, LedgerProof::read)
                        .refusal(genesis)),
                malformed(
                        "light block",
                        chain.light(2).orElseThrow().bytes(),
                        bytes -> refusal(
                                client.verify(Trusted.of(genesis), ByteReader.readAll(bytes, LightBlock::read), now))),
                malformed("evidence", evidence().bytes(), bytes -> ByteReader.readAll(bytes, Evidence::read)
                        .refusal(SET, CHAIN)),
                malformed("change of a seat", seat().bytes(), bytes -> ByteReader.readAll(bytes, SeatChange::read)
                        .refusal(SET, CHAIN)),
                malformed(
                        "genesis",
                        genesis.bytes(),
                        bytes -> another(genesis, ByteReader.readAll(bytes, Genesis::read))),
                file(genesis));
    }

    private static Abused malformed(String name, byte[] good, Abused.Reader reader) {
        return Abused.bytes(name, good, MalformedBytes.class, reader);
    }

    /** Other white space may stand in the file, and then it says the same. */
    private static Abused file(Genesis genesis) {
        byte[] good = GenesisFile.write(genesis).getBytes(StandardCharsets.UTF_8);
        return Abused.bytes("genesis file", good, BadGenesis.class, bytes -> {
            Genesis read = GenesisFile.read("genesis.json", new String(bytes, StandardCharsets.UTF_8));
            return read.equals(genesis) ? Optional.of("the same") : another(genesis, read);
        });
    }

    /** Another genesis makes another chain, whose blocks are none of this one. */
    private static Optional<String> another(Genesis genesis, Genesis read) {
        return read.hash().equals(genesis.hash())
                ? Optional.empty()
                : ChainState.of(read).strayRefusal(first(genesis).header());
    }

    private static Block first(Genesis genesis) {
        return ChainState.of(genesis)
                .propose(
                        KEYS.getFirst().publicKey(),
                        genesis.time().plusSeconds(1),
                        1,
                        List.of(payload("one"), payload("more")));
    }

    private static Optional<String> refusal(LightClient.Verdict verdict) {
        return verdict instanceof LightClient.Verdict.Holds ? Optional.empty() : Optional.of(verdict.toString());
    }

    private static Evidence evidence() {
        return Evidence.of(
                Proposal.sign(0, -1, first(FourValidators.WITH_MEDIAN_TIME), KEYS.get(1)),
                Proposal.sign(0, -1, first(FourValidators.WITH_RULES), KEYS.get(1)));
    }

    private static SeatChange seat() {
        return SeatChange.leave(SET, NAMES.get(3)).approve(CHAIN, KEYS.get(3));
    }

    /** Three blocks, of which the second takes a seat away; signed by as few as may be. */
    private static Chain chain(Genesis genesis) throws IOException {
        Chain chain = Chain.open(new RecordsInHeap(), genesis);
        append(chain, List.of(payload("one"), payload("more")));
        append(chain, List.of(payload("two"), seat().payload()));
        append(chain, List.of(payload("three"), payload("and more")));
        return chain;
    }

    private static void append(Chain chain, List<Payload> payloads) throws IOException {
        ChainState state = chain.state();
        Instant time = state.tip().time().plusSeconds(1);
        Block block = state.propose(KEYS.getFirst().publicKey(), time, 1, new ArrayList<>(payloads));
        List<Vote> votes = IntStream.range(0, 3)
                .mapToObj(
                        i -> Vote.timed(CHAIN, Vote.Type.PRECOMMIT, block.height(), 0, block.hash(), time, KEYS.get(i)))
                .toList();
        chain.append(
                new CommittedBlock(block, Certificate.of(block.height(), 0, block.hash(), votes, state.validators())));
    }
}
