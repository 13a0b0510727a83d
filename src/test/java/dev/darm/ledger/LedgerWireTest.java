package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.KryoSerializer;
import dev.darm.codec.WireMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message between ledgers arrives as it was sent. */
class LedgerWireTest {

    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
            akka.loglevel = WARNING
            darm.codec { max-message = 3 MiB, stored-types = [], wire-types = ["%s"] }
            """.formatted(LedgerWire.class.getName())));

    private final KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageArrivesAsItWasSent(WireMessage message) {
        assertThat(serializer.fromBinary(serializer.toBinary(message))).isEqualTo(message);
    }

    static Stream<WireMessage> messages() {
        CommittedBlock committed = FourValidators.committed(GENESIS.tip(), "hello", "world");
        Proposal proposal = Proposal.sign(2, 1, committed.block(), KEYS.get(2));
        Vote nil = Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 0, Optional.empty(), KEYS.get(1));
        Stream<PeerMessage> fromPeers = Stream.of(
                new PeerMessage.Spoken("beta", proposal),
                new PeerMessage.Spoken("beta", nil),
                new PeerMessage.Polka("beta", List.of(nil, nil)),
                new PeerMessage.Gossip("beta", List.of(payload("a"), payload("b"))),
                new PeerMessage.Reached("beta", 7),
                new PeerMessage.BlockRequest("beta", 3),
                new PeerMessage.BlockResponse("beta", 9, List.of(committed)),
                new PeerMessage.RunResponse("beta", 9, List.of(AbridgedBlock.of(committed, true))),
                new PeerMessage.Keeps("beta", 3),
                new PeerMessage.Stated(
                        "beta",
                        Statement.sign(CHAIN, 1, 1, Optional.empty(), Optional.empty(), KEYS.get(1)),
                        List.of(committed.block())));
        return Stream.concat(
                fromPeers.map(Validator.FromPeer::new),
                Stream.of(
                        new Validator.Submit(
                                payload("a"),
                                KIT.<Validator.SubmitReply>createTestProbe().ref()),
                        new Validator.Queued(payload("a").hash()),
                        new Validator.Refused(payload("a").hash(), "why"),
                        new Validator.GetBlocks(
                                1, 5, KIT.<Validator.Blocks>createTestProbe().ref()),
                        new Validator.Blocks(9, List.of(committed)),
                        new Validator.GetStatus(
                                KIT.<LedgerStatus>createTestProbe().ref()),
                        new LedgerStatus(
                                "alpha",
                                3,
                                0,
                                "prevote",
                                List.of(new LedgerStatus.Seat(
                                        "beta", FourValidators.key(2).publicKey(), 1, true, -1)),
                                "waiting",
                                1,
                                2,
                                3,
                                4)));
    }
}
