package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FaultFormTest {

    private static final List<String> NAMES = List.of("n1", "n2", "on", "true", "null");

    private static List<NodePlan> nodes() {
        return NAMES.stream()
                .map(name -> new NodePlan(
                        name,
                        Set.of(),
                        Optional.empty(),
                        ConfigFactory.empty(),
                        "pi-5",
                        "sd-card",
                        "lan-1g",
                        NodePlan.Power.MAINS,
                        1))
                .toList();
    }

    @Property(tries = 300)
    void everyKindReadsBackAsItWasWritten(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (FaultKind kind : FaultKind.values()) {
            Fault fault = any(kind, random);

            Section section = new Section(
                    ConfigFactory.parseString(FaultForm.hocon(fault)).root());
            FaultKind read = section.choice("fault", List.of(FaultKind.values()), FaultKind::word);
            Fault again = FaultForm.read(read, section, new Targets(nodes()));
            section.done();

            assertThat(again).isEqualTo(fault);
            assertThat(again.text())
                    .isEqualTo(fault.text())
                    .startsWith(kind.word())
                    .doesNotContain("\n");
        }
    }

    private static Fault any(FaultKind kind, RandomGenerator random) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : kind.type().getRecordComponents()) {
            Class<?> type = component.getType();
            values.add(
                    switch (component.getName()) {
                        case "nodes", "from" -> NAMES.subList(0, 1 + random.nextInt(3));
                        case "to" -> NAMES.subList(3, 3 + random.nextInt(3));
                        case "groups" -> List.of(List.of("n1", "on"), List.of("n2"));
                        case "messages" -> random.nextBoolean() ? List.of() : List.of("Vote", "Proposal");
                        case "bothWays" -> random.nextBoolean();
                        case "lasting" ->
                            random.nextInt(4) == 0 ? Fault.ALWAYS : Duration.ofNanos(1 + random.nextLong(1L << 50));
                        default ->
                            type.isEnum()
                                    ? type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)]
                                    : number(component, random);
                    });
        }
        return FaultForm.make(kind, values);
    }

    private static Object number(RecordComponent component, RandomGenerator random) {
        Range range = Objects.requireNonNull(component.getAnnotation(Range.class));
        return FaultForm.number(
                component.getType(), range.least() + random.nextDouble() * (range.most() - range.least()));
    }

    @Test
    void aFaultSaysItselfInOneLine() {
        List<String> one = List.of("n1");
        assertThat(new Fault.Crash(one, Duration.ofSeconds(90)).text()).isEqualTo("crash n1, for 90s");
        assertThat(new Fault.Cut(one, List.of(), true, Fault.ALWAYS).text())
                .isEqualTo("cut from n1 to all others and back, for good");
        assertThat(new Fault.SlowDisk(List.of("n1", "n2"), 20, Duration.ofMillis(1500)).text())
                .isEqualTo("slow-disk n1 n2, factor 20.0, for 1500ms");
        assertThat(new Fault.Split(List.of(one, List.of("n2", "n3")), Duration.ofHours(24)).text())
                .isEqualTo("split n1 | n2 n3, for 24h");
    }

    @Test
    void aFaultWithoutADurationKeepsHavingNone() {
        Fault jump = new Fault.ClockJump(List.of("n1"), Duration.ofSeconds(-5));
        assertThat(jump.lasting(Duration.ofSeconds(9))).isEqualTo(jump);
        assertThat(jump.lasting()).isZero();
    }

    @Test
    void whatIsDrawnAndWhatIsUsualLiesInTheBounds() {
        for (FaultKind kind : FaultKind.values()) {
            for (RecordComponent component : kind.type().getRecordComponents()) {
                Range range = component.getAnnotation(Range.class);
                if (range == null) continue;
                assertThat(range.from()).as(component.toString()).isBetween(range.least(), range.to());
                assertThat(range.to()).as(component.toString()).isBetween(range.from(), range.most());
                assertThat(range.usual()).as(component.toString()).isBetween(range.least(), range.most());
            }
        }
    }
}
