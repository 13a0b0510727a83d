package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong in a file is refused with the file, the line and what was expected. */
class BadScenarioTest {

    @TempDir
    static Path folder;

    private static Home home;

    @BeforeAll
    static void lay() {
        home = new Home(folder);
    }

    /** Text after the two lines of {@link Home#FOUR}, the line that is wrong, and words of the refusal. */
    static Stream<Arguments> afterFourMachines() {
        return Stream.of(
                arguments("tmeline = []", 3, "unknown key 'tmeline'; the nearest is 'timeline'"),
                arguments("order = lifo", 3, "'lifo' is no order; the nearest is 'fifo'; expected one of random, fifo"),
                arguments(
                        "timeline = [\n  { at = 5 m, fault = slow-link, from = n1, extra = 300 }\n]",
                        4,
                        "'extra': expected a duration from 0s to 1h"),
                arguments(
                        "timeline = [\n  { at = 5 m, fault = slow-link, from = n1, extra = 2 h }\n]",
                        4,
                        "'extra': expected a duration from 0s to 1h"),
                arguments("over-budget = maybe", 3, "'over-budget': expected on or off"),
                arguments(
                        "workload {\n  ingset { per-hour = 1 }\n}", 4, "unknown key 'ingset'; the nearest is 'ingest'"),
                arguments("workload.ingest { per-hour = -1 }", 3, "'per-hour': expected a number from 0"),
                arguments("workload.ingest { per-hour = 1, to = n9 }", 3, "no machine 'n9'; the nearest is 'n1'"),
                arguments(
                        "workload.ingest { per-hour = 1, from = 2 h }", 3, "'from': expected a duration from 0s to 1h"),
                arguments("workload.documents = [{ folder = nowhere }]", 3, "'folder': expected a folder"),
                arguments("workload.documents = [{ file = no.md }]", 3, "'file': expected a file"),
                arguments(
                        "workload {\n documents = [{ name = a.md, text = x }]\n questions = [{ ask = q, document = b.md }]\n}",
                        5,
                        "no document 'b.md' in this workload; the nearest is 'a.md'"),
                arguments(
                        "workload.items = [\n{ at = 2 m, node = n1, write = x, branch = b, every = 1 us, until = 3 m }]",
                        4,
                        "'every': expected a duration from 1ms to 24h"),
                arguments(
                        "workload.items = [\n{ at = 2 m, node = n1, write = x, branch = b, every = 1 s, until = 1 m }]",
                        4,
                        "'until': expected a duration from 2m to 1h"),
                arguments("workload.items = [{ at = 2 m, node = n1, every = 1 s, until = 3 m }]", 3, "'branch'"),
                arguments(
                        "workload.items = [{ at = 2 m, node = n1, leave = all }]",
                        3,
                        "'leave': expected one validator"),
                arguments("workload.items = [{ at = 2 m, node = n1, join = n9 }]", 3, "no machine 'n9'"),
                arguments("workload.questions = [{ ask = q, says = x, abstain = on }]", 3, "because abstain = on"),
                arguments(
                        "timeline = [\n  { at = 5 m, fault = crsh, nodes = n1 }\n]",
                        4,
                        "'crsh' is no fault; the nearest is 'crash'"),
                arguments("timeline = [\n  { fault = crash, nodes = n1 }\n]", 4, "missing key 'at'"),
                arguments("timeline = [{ at = 5 m, fault = crash }]", 3, "missing key 'nodes'"),
                arguments("timeline = [{ at = 5 m, fault = crash, nodes = n7 }]", 3, "no machine 'n7'"),
                arguments("timeline = [{ at = 5 m, fault = crash, nodes = \"role:hed\" }]", 3, "no machine 'role:hed'"),
                arguments("timeline = [{ at = 5 m, fault = crash, nodes = [] }]", 3, "at least one machine"),
                arguments(
                        "timeline = [{ at = 5 m, fault = crash, nodes = n1, fro = 3 s }]",
                        3,
                        "unknown key 'fro'; the nearest is 'for'"),
                arguments("timeline = [{ at = 2 h, fault = crash, nodes = n1 }]", 3, "'at': expected a time before 1h"),
                arguments(
                        "timeline = [{ at = -1 s, fault = crash, nodes = n1 }]",
                        3,
                        "'at': expected a duration from 0s"),
                arguments("timeline = [{ at = 5, fault = crash, nodes = n1 }]", 3, "with its unit"),
                arguments(
                        "timeline = [{ at = 50 m, fault = crash, nodes = n1, for = 20 m }]",
                        3,
                        "'for': expected a fault that is over by 1h"),
                arguments(
                        "timeline = [{ at = 58 m, fault = rolling-restart, nodes = all, pause = 1 m }]",
                        3,
                        "over by 1h, the end of the run"),
                arguments(
                        "timeline = [{ at = 5 m, fault = slow-cpu, nodes = n1, factor = 0.5 }]",
                        3,
                        "'factor': expected a number from 1 to 10000"),
                arguments(
                        "timeline = [{ at = 5 m, fault = lossy, from = n1, probability = 2 }]",
                        3,
                        "'probability': expected a number from 0 to 1"),
                arguments(
                        "timeline = [{ at = 5 m, fault = cut, from = [n1, n2], to = n2 }]",
                        3,
                        "machines that are not in 'from', as n2 is"),
                arguments("timeline = [{ at = 5 m, fault = cut, from = all }]", 3, "not all machines"),
                arguments(
                        "timeline = [{ at = 5 m, fault = split, groups = [[n1, n2], [n2]] }]",
                        3,
                        "groups that do not share a machine"),
                arguments("timeline = [{ at = 5 m, fault = split, groups = [all] }]", 3, "a second group"),
                arguments("timeline = [{ at = 5 m, fault = swap-disks, nodes = n1 }]", 3, "two machines"),
                arguments(
                        "timeline = [{ at = 5 m, fault = byzantine, nodes = n1, conduct = lie }]",
                        3,
                        "'lie' is no conduct"),
                arguments(
                        "timeline = [\n {at = 5 m, fault = empty-disk, nodes = n1},\n {at = 9 m, fault = byzantine, nodes = n2}\n]",
                        5,
                        "beyond the budget of faults"),
                arguments(
                        "generator { faults { crsh { per-hour = 1 } } }",
                        3,
                        "unknown key 'crsh'; the nearest is 'crash'"),
                arguments("generator { faults { recover { per-hour = 1, nodes = n1 } } }", 3, "unknown key 'recover'"),
                arguments("generator { faults { crash { for = 3 s } } }", 3, "missing key 'per-hour'"),
                arguments(
                        "generator { faults { crash { per-hour = 1, for { mean = 3 s } } } }", 3, "missing key 'max'"),
                arguments(
                        "generator { faults { crash { per-hour = 1, for { max = 3 s } } } }",
                        3,
                        "{ median, p90, max }"),
                arguments(
                        "generator { faults { crash { per-hour = 1, for { mean = 9 s, max = 3 s } } } }",
                        3,
                        "'mean': expected a duration"),
                arguments("generator { faults { chaos { per-hour = 1 } } }", 3, "missing key 'point'"),
                arguments(
                        "generator { faults { slow-disk { per-hour = 1, factor = [3, 0] } } }",
                        3,
                        "'factor': expected a number"),
                arguments("generator { from = 40 m, quiet = 30 m }", 3, "leave no time for faults"),
                arguments("generator { quiet = 0 s }", 3, "because liveness = on"),
                arguments(
                        "generator { quiet = 10 m }\ntimeline = [{ at = 55 m, fault = crash, nodes = n1 }]",
                        4,
                        "without the quiet time at its end"),
                arguments(
                        "links = [{ from = n1, to = n2, uplink = starlnk-parked }]",
                        3,
                        "no uplink profile 'starlnk-parked' in hardware/uplinks; the nearest is 'starlink-parked'"),
                arguments("invariants { forks = off, unheard-of = on }", 3, "no invariant 'unheard-of'"),
                arguments("liveness { at = 50 m, core = n9 }", 3, "no machine 'n9'"),
                arguments("short { duration = 2 h }", 3, "a duration of at most 1h"),
                arguments("short { over-budget = on }", 3, "missing key 'duration'"),
                arguments("short { duration = 5 m, generatr { } }", 3, "unknown key 'generatr'"));
    }

    @ParameterizedTest
    @MethodSource("afterFourMachines")
    void isRefusedWithFileAndLine(String text, int line, String words) {
        Path file = home.write("bad.conf", Home.FOUR + text + "\n");

        assertThatThrownBy(() -> Scenario.read(file, home.folder(), Set.of("forks", "lost-writes")))
                .isInstanceOf(ScenarioError.class)
                .hasMessageStartingWith(file + ":" + line + ": ")
                .hasMessageContaining(words);
    }

    /** A whole text, the line that is wrong, and words of the refusal. */
    static Stream<Arguments> machines() {
        return Stream.of(
                arguments("nodes = [{ count = 4, device = pi-5 }]", 1, "missing key 'duration'"),
                arguments("duration = 1 h", 1, "missing key 'nodes'"),
                arguments("duration = 0 s\nnodes = []", 1, "'duration': expected a duration from 1ms"),
                arguments("duration = 1 h\nnodes = []", 2, "at least one machine"),
                arguments("duration = 1 h\nnodes = [{ count = 4 }]", 2, "missing key 'device'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 4, device = pi-6 }]",
                        2,
                        "no device profile 'pi-6' in hardware/devices; the nearest is 'pi-4'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 4, device = pi-5, disk = usb-sdd }]",
                        2,
                        "no disk profile 'usb-sdd' in hardware/disks; the nearest is 'usb-ssd'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 4, device = pi-5, uplink = lan }]",
                        2,
                        "no uplink profile 'lan'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 4, device = pi-5, power = steam }]",
                        2,
                        "'steam' is no power"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 4, device = pi-5, roles = [boss] }]",
                        2,
                        "'roles': expected some of [head, compute, edge]"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 0, device = pi-5 }]",
                        2,
                        "'count': expected a whole number from 1"),
                arguments("duration = 1 h\nnodes = [{ name = N1, device = pi-5 }]", 2, "'name': expected a name"),
                arguments(
                        "duration = 1 h\nnodes = [{ device = pi-5 }]",
                        2,
                        "one of the keys name, count, folder and file"),
                arguments(
                        "duration = 1 h\nnodes = [\n {name = a, device = pi-5}\n {name = a, device = pi-5}]",
                        4,
                        "a second machine called 'a'"),
                arguments(
                        "duration = 1 h\nnodes = [{ folder = nowhere, device = pi-5 }]",
                        2,
                        "'folder': expected a folder"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5,\n except = [{ nodes = n3, device = pi-4 }] }]",
                        3,
                        "no machine 'n3'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5,\n settings { darm.ledger.timeout = 1 } }]",
                        3,
                        "unknown key 'darm.ledger.timeout'; the nearest is 'timeouts'"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5,\n settings { dram.x = 1 } }]",
                        3,
                        "expected darm or akka"),
                arguments(
                        "over-budget = on\nduration = 1 h\nnodes = [{ count = 2, device = pi-5, roles = [edge] }]",
                        1,
                        "no machine is a validator"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = instant, disk = none }]\ntimeline = [{ at = 1 m, fault = slow-cpu, nodes = n1 }]",
                        3,
                        "cannot have the fault slow-cpu: device 'instant' does everything in no time"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5, disk = none }]\ntimeline = [{ at = 1 m, fault = bit-rot, nodes = n1 }]",
                        3,
                        "cannot have the fault bit-rot: disk = none"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = laptop, power = buffered }]\ntimeline = [{ at = 1 m, fault = power-loss, nodes = n1 }]",
                        3,
                        "cannot have the fault power-loss: power = buffered"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5, disk = none }]\ngenerator.faults.bit-rot { per-hour = 1, nodes = n1 }",
                        3,
                        "cannot have the fault bit-rot"),
                arguments(
                        "duration = 1 h\nnodes = [{ count = 2, device = pi-5, disk = none }]\ngenerator.faults.bit-rot { per-hour = 1 }",
                        3,
                        "no machine of this scenario can have the fault bit-rot"),
                arguments("duration = 1 h\nnodes = [{ count = 2, device = pi-5 }\n", 4, "end of file"),
                arguments("duration = 1 h\nnodes = ${fleet}\n", 2, "fleet"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void aWrongFleetIsRefusedWithFileAndLine(String text, int line, String words) {
        Path file = home.write("fleet.conf", text + "\n");

        assertThatThrownBy(() -> home.read(file))
                .isInstanceOf(ScenarioError.class)
                .hasMessageStartingWith(file + ":" + line + ": ")
                .hasMessageContaining(words);
    }

    @Test
    void aKeyThatAnIncludedFileGetsWrongIsReportedThere() {
        Path part = home.write("part.conf", "timeline = [\n  { at = 1 m, fault = crash, nodes = n8 }\n]\n");
        Path file = home.write("whole.conf", "include \"part.conf\"\n" + Home.FOUR);

        assertThatThrownBy(() -> home.read(file)).hasMessageStartingWith(part + ":2: 'nodes': no machine 'n8'");
    }

    @Test
    void aNodeFileThatCannotBeReadIsReportedWithThePlaceThatNamesIt() {
        home.write("broken.conf", "darm.nod.name = x");
        Path file =
                home.write("broken-fleet.conf", "duration = 1 h\nnodes = [{ file = broken.conf, device = pi-5 }]\n");

        assertThatThrownBy(() -> home.read(file))
                .hasMessageStartingWith(file + ":2: node file ")
                .hasMessageContaining("Unknown key 'darm.nod");
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> home.read(home.folder().resolve("none.conf")))
                .hasMessage("no scenario file " + home.folder().resolve("none.conf"));
    }

    @Test
    void aProfileWithoutASourceIsRefused() {
        Path profile = home.write("../hardware/devices/odd.conf", "cores { value = 4 }\n")
                .normalize();

        assertThatThrownBy(() -> home.read("duration = 1 h\nnodes = [{ count = 1, device = odd }]"))
                .hasMessageStartingWith(profile + ":1: missing key 'source'");
        assertThat(profile).exists();
    }
}
