package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.darm.codec.Hash;
import dev.darm.codec.KryoSerializer;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.WireMessage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ConsolidationWireTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = WARNING\n darm.codec { max-message = 3 MiB, wire-types = [\""
                            + ConsolidationWire.class.getName() + "\"] }")
                    .withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyMessageRoundTripsAndACutOneIsRefused() {
        KryoSerializer serializer = new KryoSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
        Disclosure disclosure = Samples.disclosure("Artery listens on port 25520.");
        Nomination nomination = Samples.nomination(Samples.key(1), "a", disclosure);
        Ballot ballot =
                Ballot.sign("c1", nomination.id(), Hash.ZERO, List.of(Samples.yes(disclosure, 9000)), Samples.key(2));
        for (WireMessage message : List.of(
                new Consolidator.Consider(nomination, List.of(disclosure)),
                new Consolidator.CountBallot(ballot),
                new LongTermMemory.BodiesFetched(List.of(disclosure)),
                new LongTermMemory.FetchBodies(
                        List.of(disclosure.commitment()),
                        KIT.createTestProbe(LongTermMemory.Command.class).getRef()),
                new LongTermMemory.Contained(List.of(disclosure.commitment())),
                new LongTermMemory.Contains(
                        List.of(disclosure.commitment()),
                        KIT.createTestProbe(LongTermMemory.Contained.class).getRef()))) {
            byte[] bytes = serializer.toBinary(message);
            assertThat(serializer.fromBinary(bytes)).isEqualTo(message);
            byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
            assertThatThrownBy(() -> serializer.fromBinary(cut)).isInstanceOf(MalformedBytes.class);
        }
    }
}
