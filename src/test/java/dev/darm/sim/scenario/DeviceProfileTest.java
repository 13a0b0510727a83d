package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceProfileTest {

    @TempDir
    static Path folder;

    private static Home home;

    @BeforeAll
    static void lay() {
        home = new Home(folder);
    }

    private static DeviceProfile read(String name) {
        Scenario scenario = home.read("duration = 1 h\nnodes = [{ name = a, device = %s }]".formatted(name));
        return scenario.device("a");
    }

    @Test
    void everyFigureOfEveryDeviceHasASource() {
        for (String name : List.of("pi-4", "pi-5", "x86-mini-server", "laptop", "instant")) {
            DeviceProfile device = read(name);
            assertThat(device.sources()).hasSize(2 + DeviceProfile.Work.values().length + 2);
            assertThat(device.sources().values()).allMatch(source -> source.length() >= "chosen".length());
            assertThat(device.idleWatts()).isLessThanOrEqualTo(device.peakWatts());
        }
    }

    @Test
    void aPi4IsSlowerThanAPi5AndThatThanAServer() {
        for (DeviceProfile.Work work : DeviceProfile.Work.values()) {
            assertThat(read("pi-4").nanos(work))
                    .as(work.word())
                    .isGreaterThan(read("pi-5").nanos(work));
            assertThat(read("pi-5").nanos(work))
                    .as(work.word())
                    .isGreaterThan(read("x86-mini-server").nanos(work));
            assertThat(read("instant").nanos(work)).isZero();
        }
    }

    @Test
    void anInstantDeviceHasNoDiskThatFailsUnlessItIsGivenOne() {
        Scenario scenario = home.read("duration = 1 h\nnodes = [{ name = a, device = instant }\n"
                + "{ name = b, device = instant, disk = nvme }]");
        DeviceProfile instant = scenario.device("a");

        assertThat(scenario.node("a").can(Capability.DISK, instant)).isFalse();
        assertThat(scenario.node("b").can(Capability.DISK, instant)).isTrue();
        assertThat(scenario.node("b").can(Capability.CPU, instant)).isFalse();
    }
}
