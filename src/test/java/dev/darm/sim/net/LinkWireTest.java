package dev.darm.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.Seeds;
import dev.darm.sim.engine.DeviceCosts;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import dev.darm.sim.link.LinkProfile;
import dev.darm.sim.link.StreamRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a step says at its end, such as after a slow disk, is offered to the links at that moment and no sooner. */
@Tag("simulated")
class LinkWireTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Engine engine =
            new Engine(Engine.Options.of(1), (step, now, machine, kind, subject, detail, size) -> {});
    private final LinkWire wire = new LinkWire(engine, new Seeds(1), StreamRules.LINUX);
    private final List<String> heard = new ArrayList<>();
    private final Machine slow = machine("slow");
    private final Machine quick = machine("quick");
    private final Machine receiver = machine("receiver");

    private Machine machine(String name) {
        if (wire.network().machines().isEmpty()) wire.network().site("here", LinkProfile.IDEAL);
        wire.network().machine(name, "here", LinkProfile.read(Path.of("hardware/uplinks/lan-1g.conf")));
        Machine machine = engine.machine(name, new DeviceCosts(4, 0));
        machine.start(() -> {});
        return machine;
    }

    private void say(Machine from, long at, String message) {
        wire.carry(from, receiver, at, 1000, Wire.Lane.MESSAGES, new Wire.Delivery() {
            @Override
            public void arrived() {
                heard.add(message + " at " + engine.now() / SECOND + " s");
            }

            @Override
            public void lost() {
                heard.add(message + " lost at " + engine.now() / SECOND + " s");
            }
        });
    }

    @Test
    void nothingWaitsBehindWhatIsSaidLater() {
        say(slow, 5 * SECOND, "a vote after a sync");
        say(slow, 0, "a heartbeat of the same machine");
        say(quick, 0, "a heartbeat of another");

        engine.runUntil(10 * SECOND);

        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "a heartbeat of the same machine at 0 s",
                        "a heartbeat of another at 0 s",
                        "a vote after a sync at 5 s");
    }

    @Test
    void whoCrashesBeforeHasNotSaidIt() {
        say(slow, 5 * SECOND, "a vote after a sync");
        engine.at(2 * SECOND, slow::crash);
        engine.at(3 * SECOND, () -> slow.start(() -> {}));

        engine.runUntil(10 * SECOND);

        assertThat(heard).containsExactly("a vote after a sync lost at 5 s");
    }
}
