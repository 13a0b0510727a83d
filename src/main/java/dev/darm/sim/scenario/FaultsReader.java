package dev.darm.sim.scenario;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.darm.sim.Seeds;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code timeline}, {@code generator} and {@code liveness}. */
final class FaultsReader {

    private static final double PER_HOUR_MOST = 1e6;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration TICK = Duration.ofNanos(1);
    private static final Spread USUAL = new Spread.Exponential(Duration.ofSeconds(30), Duration.ofMinutes(5));
    private static final int REPEATS_MOST = 100_000;

    private final List<NodePlan> nodes;
    private final Targets targets;
    private final SortedMap<String, DeviceProfile> devices;
    private final Duration duration;
    private final boolean clip;

    /** @param clip whether what does not fit the run is left out instead of refused */
    FaultsReader(List<NodePlan> nodes, SortedMap<String, DeviceProfile> devices, Duration duration, boolean clip) {
        this.nodes = nodes;
        this.targets = new Targets(nodes);
        this.devices = devices;
        this.duration = duration;
        this.clip = clip;
    }

    /** The named faults by time; their places are kept so that the budget can name the one that breaks it. */
    List<TimedFault> timeline(Section scenario, boolean overBudget, Generator generator) {
        List<TimedFault> faults = new ArrayList<>();
        Map<TimedFault, ConfigOrigin> places = new LinkedHashMap<>();
        Duration last = generator.liveness() ? duration.minus(generator.quiet()) : duration;
        for (Section entry : scenario.sections("timeline")) {
            for (TimedFault fault : entry(entry, last)) {
                faults.add(fault);
                places.putIfAbsent(fault, entry.origin());
            }
        }
        faults.sort(Comparator.comparing(TimedFault::at));
        FaultBudget budget = new FaultBudget(nodes);
        for (TimedFault fault : faults) {
            budget.add(fault);
            Optional<Violation> over = budget.over();
            if (over.isPresent() && !overBudget)
                throw ScenarioError.at(
                        Objects.requireNonNull(places.get(fault)),
                        "beyond the budget of faults: " + over.get().message()
                                + "; write over-budget = on if that is what you want to see");
        }
        return faults;
    }

    private List<TimedFault> entry(Section entry, Duration last) {
        Duration at = entry.duration("at", Duration.ZERO, YEAR);
        FaultKind kind = entry.choice("fault", List.of(FaultKind.values()), FaultKind::word);
        Fault fault = FaultForm.read(kind, entry, targets);
        Duration every = entry.duration("every", Duration.ofMillis(1), YEAR, Fault.ALWAYS);
        Duration until = entry.duration("until", at, YEAR, last);
        entry.done();
        possible(entry, kind, fault);
        List<TimedFault> faults = new ArrayList<>();
        for (Duration begin = at; begin.compareTo(until) <= 0; begin = begin.plus(every)) {
            TimedFault timed = new TimedFault(begin, fault);
            // A repetition may begin too late to end within the run; the first may not.
            boolean fits = fits(timed, last);
            if (fits) faults.add(timed);
            else if (begin.equals(at) && !clip) throw late(entry, timed, last);
            if (every.equals(Fault.ALWAYS)) break;
            if (faults.size() > REPEATS_MOST) throw entry.bad("every", "at most " + REPEATS_MOST + " repetitions");
        }
        if (faults.isEmpty() && !clip) throw late(entry, new TimedFault(at, fault), last);
        return faults;
    }

    private boolean fits(TimedFault fault, Duration last) {
        List<TimedFault> parts = Compound.expand(fault, duration, new Seeds(0));
        if (parts.isEmpty()) return false;
        // What mends may come with the liveness phase, and is the last that does.
        boolean mends = fault.fault().kind().mends();
        return parts.stream()
                .allMatch(part -> part.at().compareTo(mends ? duration : last) < 0
                        && (part.fault().lasting().equals(Fault.ALWAYS)
                                || part.end().compareTo(duration) <= 0));
    }

    private ScenarioError late(Section entry, TimedFault fault, Duration last) {
        if (fault.at().compareTo(last) >= 0)
            return entry.bad(
                    "at",
                    "a time before %s, the end of the run%s"
                            .formatted(
                                    Durations.text(last),
                                    last.equals(duration) ? "" : " without the quiet time at its end"));
        String key = entry.has("for") ? "for" : "fault";
        return entry.bad(key, "a fault that is over by %s, the end of the run".formatted(Durations.text(duration)));
    }

    private void possible(Section entry, FaultKind kind, Fault fault) {
        kind.need().ifPresent(need -> {
            for (String name : fault.machines())
                if (!can(name, need)) throw ScenarioError.at(entry.origin(), cannot(kind, name, need));
        });
        if (kind == FaultKind.SWAP_DISKS && fault.machines().size() != 2)
            throw entry.bad("nodes", "two machines, whose disks are swapped");
        if (fault instanceof Fault.OnLinks links) {
            for (String name : links.from())
                if (links.to().contains(name))
                    throw entry.bad("to", "machines that are not in 'from', as " + name + " is");
            if (links.to().isEmpty() && links.from().size() == nodes.size())
                throw entry.bad("from", "not all machines, because 'to' is missing and means all others");
        }
    }

    private boolean can(String name, Capability need) {
        NodePlan node = nodes.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return node.can(need, Objects.requireNonNull(devices.get(node.device())));
    }

    private String cannot(FaultKind kind, String name, Capability need) {
        NodePlan node = nodes.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        String why =
                switch (need) {
                    case CPU -> "device '" + node.device() + "' does everything in no time";
                    case CLOCK -> "device '" + node.device() + "' has no clock of its own";
                    case DISK -> "disk = " + node.disk() + " on device '" + node.device() + "' cannot fail";
                    case POWER -> "power = " + node.power().word() + " on device '" + node.device() + "' cannot be cut";
                };
        return "machine '%s' cannot have the fault %s: %s".formatted(name, kind.word(), why);
    }

    Generator none() {
        return new Generator(new TreeMap<>(), Duration.ZERO, Duration.ZERO, 0, false);
    }

    Generator generator(Section section) {
        TreeMap<FaultKind, Generator.Rate> rates = new TreeMap<>();
        Optional<Section> faults = section.section("faults");
        if (faults.isPresent()) {
            List<FaultKind> kinds = Arrays.stream(FaultKind.values())
                    .filter(kind -> !kind.mends())
                    .toList();
            for (FaultKind kind : kinds)
                faults.get().section(kind.word()).ifPresent(entry -> rates.put(kind, rate(kind, entry)));
            faults.get().done();
        }
        rates.values().removeIf(rate -> rate.perHour() == 0);
        boolean liveness = section.flag("liveness", true);
        Duration quiet =
                section.duration("quiet", Duration.ZERO, duration, liveness ? duration.dividedBy(4) : Duration.ZERO);
        if (liveness && quiet.isZero()) throw section.bad("quiet", "more than 0s, because liveness = on");
        Duration from = section.duration("from", Duration.ZERO, duration, Duration.ZERO);
        if (from.plus(quiet).compareTo(duration) >= 0)
            throw ScenarioError.at(
                    section.origin(),
                    "'from' and 'quiet' leave no time for faults within %s".formatted(Durations.text(duration)));
        Generator generator = new Generator(rates, from, quiet, section.number("off", 0, 1, 0.3), liveness);
        section.done();
        return generator;
    }

    private Generator.Rate rate(FaultKind kind, Section entry) {
        double perHour = entry.number("per-hour", 0, PER_HOUR_MOST);
        TreeMap<String, List<Object>> fixed = new TreeMap<>();
        Spread spread = new Spread.Fixed(Fault.ALWAYS);
        for (RecordComponent component : kind.type().getRecordComponents()) {
            if (component.getName().equals("lasting")) spread = entry.has("for") ? spread(entry) : USUAL;
            else if (!component.getName().equals("nodes") && entry.has(FaultForm.key(component)))
                fixed.put(component.getName(), fixed(component, entry));
        }
        if (kind == FaultKind.CHAOS) entry.required("point");
        if (fixed.containsKey("to") && !fixed.containsKey("from"))
            throw entry.bad("to", "'from' beside it, for one drawn by chance may lie on both sides");
        List<String> among = among(kind, entry);
        entry.done();
        return new Generator.Rate(perHour, spread, among, fixed);
    }

    private List<Object> fixed(RecordComponent component, Section entry) {
        String key = FaultForm.key(component);
        if (component.getType() == List.class || component.getType() == boolean.class)
            return List.of(FaultForm.value(component, entry, targets));
        List<Object> values = new ArrayList<>();
        for (ConfigValue value : entry.list(key))
            values.add(FaultForm.value(component, new Section(value.atKey(key).root()), targets));
        if (values.isEmpty()) throw entry.bad(key, "at least one value");
        return values;
    }

    /** The machines named, each of which must be able to have the fault; or all that are. */
    private List<String> among(FaultKind kind, Section entry) {
        List<String> named = entry.has("nodes") ? targets.read(entry, "nodes") : targets.names();
        List<String> able = named.stream()
                .filter(name -> kind.need().isEmpty() || can(name, kind.need().get()))
                .toList();
        if (entry.has("nodes") && able.size() < named.size()) {
            String first = named.stream()
                    .filter(name -> !able.contains(name))
                    .findFirst()
                    .orElseThrow();
            throw ScenarioError.at(
                    entry.required("nodes").origin(),
                    cannot(kind, first, kind.need().orElseThrow()));
        }
        int least = kind == FaultKind.SWAP_DISKS ? 2 : 1;
        if (able.size() < least || (nodes.size() < 2 && kind.needsOthers()))
            throw ScenarioError.at(entry.origin(), "no machine of this scenario can have the fault " + kind.word());
        return able;
    }

    private static Spread spread(Section entry) {
        ConfigValue value = entry.required("for");
        if (!(value instanceof ConfigObject object)) {
            if (value instanceof ConfigList) throw entry.bad("for", "a duration or a section");
            return new Spread.Fixed(entry.duration("for", TICK, YEAR));
        }
        Section spread = new Section(object);
        Duration max = spread.duration("max", TICK, YEAR);
        Spread read;
        if (spread.has("mean")) read = new Spread.Exponential(spread.duration("mean", TICK, max), max);
        else if (spread.has("median")) {
            Duration median = spread.duration("median", TICK, max);
            read = new Spread.LogNormal(median, spread.duration("p90", median, max), max);
        } else if (spread.has("min")) read = new Spread.Between(spread.duration("min", TICK, max), max);
        else throw Section.bad(value, "for", "a duration, { min, max }, { mean, max } or { median, p90, max }");
        spread.done();
        return read;
    }

    Liveness liveness(Section section) {
        Liveness liveness = new Liveness(
                section.duration("at", Duration.ZERO, duration.minusNanos(1)), targets.read(section, "core"));
        section.done();
        return liveness;
    }
}
