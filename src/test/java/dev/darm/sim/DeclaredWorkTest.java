package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.NgramEncoder;
import dev.darm.ledger.SigningKey;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import dev.darm.world.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the code of a node declares occupies a core of its machine. */
@Tag("simulated")
class DeclaredWorkTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long DELIVERY = 7;
    private static final long HASH = 16_000;
    private static final long VERIFY = 300_000;
    private static final long SIGN = 100_000;
    private static final long ENCODE = 1_024_000;

    private static final Observer DEAF = (step, now, machine, kind, subject, detail, size) -> {};

    private final Engine engine = new Engine(Engine.Options.of(1), DEAF);
    private final List<Long> moments = new ArrayList<>();

    @AfterEach
    void close() {
        engine.close();
    }

    private Machine machine(int cores) {
        Map<Effort, Double> efforts = Map.of(
                Effort.HASH, (double) HASH,
                Effort.VERIFY, (double) VERIFY,
                Effort.SIGN, (double) SIGN,
                Effort.ENCODE, (double) ENCODE);
        Machine machine = engine.machine("m", new DeviceCosts(cores, DELIVERY, 0, efforts));
        machine.start(() -> {});
        engine.runUntil(SECOND);
        return machine;
    }

    /** How much virtual time {@code work} takes within a step. */
    private long taken(Machine machine, Runnable work) {
        return engine.on(machine, () -> {
            long before = engine.localNow();
            work.run();
            return engine.localNow() - before;
        });
    }

    @Test
    void signingCheckingHashingAndEncodingTakeWhatTheDeviceSays() {
        Machine machine = machine(1);
        SigningKey key = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
        byte[] message = {1, 2, 3};
        byte[] signature = key.sign(message);
        NgramEncoder encoder = new NgramEncoder(256, CorpusStatistics.PRIOR);

        assertThat(taken(machine, () -> key.sign(message))).isEqualTo(SIGN);
        assertThat(taken(machine, () -> key.publicKey().verifies(message, signature)))
                .isEqualTo(VERIFY);
        assertThat(taken(machine, () -> encoder.vector("x".repeat(2048)))).isEqualTo(2 * ENCODE);
        assertThat(taken(machine, () -> Hash.of(new byte[1024 - 9]))).isEqualTo(HASH);
        // a node of a Merkle tree: two blocks of 64 bytes
        assertThat(taken(machine, () -> Hash.of(new byte[1], new byte[64]))).isEqualTo(HASH / 8);
    }

    @Test
    void aSignatureOfAWrongLengthIsRefusedWithoutWork() {
        Machine machine = machine(1);
        SigningKey key = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);

        assertThat(taken(machine, () -> key.publicKey().verifies(new byte[1], new byte[63])))
                .isZero();
    }

    @Test
    void aSlowedMachineTakesLongerAndOutsideAStepNothingIsSpent() {
        Machine machine = machine(1);
        machine.slow(3);

        assertThat(taken(machine, () -> Effort.spend(Effort.SIGN, 2))).isEqualTo(6 * SIGN);

        long before = engine.now();
        Effort.spend(Effort.SIGN, 1);
        assertThat(engine.now()).isEqualTo(before);
    }

    @Test
    void whatAStepHandsOutGoesWhenItsWorkIsDone() {
        Machine machine = machine(1);
        machine.submit(1, () -> {
            machine.submit(1, () -> moments.add(engine.now()));
            Effort.spend(Effort.VERIFY, 4);
        });

        engine.runUntil(2 * SECOND);

        assertThat(moments).containsExactly(SECOND + DELIVERY + 4 * VERIFY);
    }

    @Test
    void anActorHandlesItsNextMessageWhenTheWorkOfTheLastIsDoneThoughACoreIsFree() {
        Machine machine = machine(2);
        Runnable mailbox = () -> {
            moments.add(engine.now() - SECOND);
            Effort.spend(Effort.VERIFY, 1);
        };
        machine.submit(1, mailbox);
        engine.at(SECOND + 1000, () -> machine.submit(1, mailbox));
        engine.at(SECOND + 1000, () -> machine.submit(1, () -> moments.add(engine.now() - SECOND)));

        engine.runUntil(2 * SECOND);

        assertThat(moments).containsExactly(0L, 1000L, DELIVERY + VERIFY);
    }

    @Test
    void stepsShareTheCores() {
        Machine machine = machine(2);
        for (int i = 0; i < 5; i++)
            machine.submit(1, () -> {
                moments.add(engine.now() - SECOND);
                Effort.spend(Effort.VERIFY, 1);
            });

        engine.runUntil(2 * SECOND);

        long each = DELIVERY + VERIFY;
        assertThat(moments).containsExactly(0L, 0L, each, each, 2 * each);
    }
}
