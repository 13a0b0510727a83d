package dev.darm.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How steps that take time follow each other. */
@Tag("simulated")
class EngineTest {

    private static final long SECOND = 1_000_000_000;

    private final Engine engine =
            new Engine(Engine.Options.of(1), (step, now, machine, kind, subject, detail, size) -> {});
    private final Machine machine = engine.machine("machine", new DeviceCosts(4, 0));
    private final List<String> ran = new ArrayList<>();

    @Test
    void workThatWaitsForADeviceIsNotRunAgainBeforeItIsOver() {
        Runnable mailbox = () -> {
            ran.add("mailbox at " + engine.now() / SECOND + " s");
            if (ran.size() == 1) engine.waitFor(5 * SECOND);
        };
        machine.start(mailbox);
        engine.at(SECOND, () -> machine.submit(1, mailbox));
        engine.at(2 * SECOND, () -> machine.submit(1, () -> ran.add("another at " + engine.now() / SECOND + " s")));

        engine.runUntil(10 * SECOND);

        assertThat(ran).containsExactly("mailbox at 0 s", "another at 2 s", "mailbox at 5 s");
    }

    @Test
    void theNextIncarnationDoesNotWaitForTheLast() {
        Runnable mailbox = () -> {
            ran.add("mailbox at " + engine.now() / SECOND + " s");
            if (ran.size() == 1) engine.waitFor(5 * SECOND);
        };
        machine.start(mailbox);
        engine.at(SECOND, machine::crash);
        engine.at(2 * SECOND, () -> machine.start(mailbox));

        engine.runUntil(10 * SECOND);

        assertThat(ran).containsExactly("mailbox at 0 s", "mailbox at 2 s");
    }

    @Test
    void whatWaitedWhenItsMachineCrashedOrTheRunEndedLeavesNoThreadBehind() {
        Machine other = engine.machine("other", new DeviceCosts(4, 0));
        List<Thread> waiting = new ArrayList<>();
        Runnable waits = () -> {
            waiting.add(Thread.currentThread());
            try {
                engine.await(() -> false, Long.MAX_VALUE);
                ran.add("came back");
            } finally {
                ran.add("unwound");
                engine.await(() -> false, Long.MAX_VALUE);
            }
        };
        machine.start(waits);
        other.start(waits);
        engine.at(SECOND, machine::crash);

        engine.runUntil(10 * SECOND);
        assertThat(ran).isEmpty();
        engine.close();

        assertThat(ran).containsExactly("unwound", "unwound");
        assertThat(waiting).hasSize(2).noneMatch(Thread::isAlive);
    }
}
