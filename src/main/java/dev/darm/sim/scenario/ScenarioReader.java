package dev.darm.sim.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import dev.darm.sim.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Reads a scenario file and refuses what is unknown, of the wrong type, impossible or contradictory. */
final class ScenarioReader {

    private static final String SHORT = "short";
    /** Values that the file refers to elsewhere; any keys. */
    private static final String LET = "let";

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Path file;
    private final Places places;
    private final FleetReader fleet;
    private final Set<String> invariants;

    private ScenarioReader(Path file, Path home, Set<String> invariants) {
        this.file = file;
        this.places = new Places(Objects.requireNonNullElse(file.getParent(), home), home);
        this.fleet = new FleetReader(places, new Profiles(home));
        this.invariants = invariants;
    }

    static Scenario read(Path file, Path home, Set<String> invariants) {
        if (!file.toFile().isFile()) throw new ScenarioError("no scenario file " + file);
        try {
            Config config = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            return new ScenarioReader(file, home, invariants).both(config.root());
        } catch (ConfigException e) {
            throw ScenarioError.of(e);
        }
    }

    private Scenario both(ConfigObject root) {
        ConfigObject whole = root.withoutKey(SHORT);
        ConfigValue brief = root.get(SHORT);
        if (brief == null) return one(whole, false);
        if (!(brief instanceof ConfigObject overrides)) throw Section.bad(brief, SHORT, "a section { … }");
        if (!overrides.containsKey("duration"))
            throw ScenarioError.at(brief.origin(), "'short': missing key 'duration'");
        // First the whole, so that what is wrong with it is not reported as wrong with the short form.
        Scenario full = one(whole, false);
        Scenario shortened = one(overrides.withFallback(whole), true);
        if (shortened.duration().compareTo(full.duration()) > 0)
            throw ScenarioError.at(
                    Objects.requireNonNull(overrides.get("duration")).origin(),
                    "'short': expected a duration of at most %s, the whole scenario's"
                            .formatted(Durations.text(full.duration())));
        return full.with(full.order(), Optional.of(shortened));
    }

    /** @param clip whether named faults that do not fit the duration are left out, as on a short horizon */
    private Scenario one(ConfigObject root, boolean clip) {
        Section section = new Section(root);
        section.value(LET);
        String name = section.text("name", file.getFileName().toString().replaceFirst("\\.conf$", ""));
        OptionalLong seed = section.has("seed")
                ? OptionalLong.of(section.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE))
                : OptionalLong.empty();
        Engine.Order order = section.has("order")
                ? section.choice("order", List.of(Engine.Order.values()), Engine.Order::word)
                : Engine.Order.RANDOM;
        Duration duration = section.duration("duration", Duration.ofMillis(1), LONGEST);
        List<NodePlan> nodes = fleet.nodes(section);
        Targets targets = new Targets(nodes);
        boolean overBudget = section.flag("over-budget", false);
        if (overBudget && nodes.stream().noneMatch(NodePlan::validator))
            throw section.bad("over-budget", "off, because no machine is a validator");
        List<LinkPlan> links = fleet.links(section, targets);
        WorkloadReader workloads = new WorkloadReader(places, targets, duration, clip);
        Workload workload = section.section("workload").map(workloads::read).orElseGet(workloads::none);
        FaultsReader faults = new FaultsReader(nodes, fleet.devices(), duration, clip);
        Generator generator =
                section.section("generator").map(faults::generator).orElseGet(faults::none);
        List<TimedFault> timeline = faults.timeline(section, overBudget, generator);
        Optional<ChaosPlan> chaos = chaos(section);
        Optional<Liveness> liveness = section.section("liveness").map(faults::liveness);
        Invariants watched = section.section("invariants")
                .map(this::invariants)
                .orElseGet(() -> new Invariants(true, Collections.emptySortedMap()));
        section.done();
        return new Scenario(
                name,
                file,
                places.home(),
                seed,
                order,
                duration,
                nodes,
                fleet.devices(),
                links,
                workload,
                timeline,
                generator,
                chaos,
                liveness,
                watched,
                overBudget,
                Optional.empty());
    }

    private static Optional<ChaosPlan> chaos(Section section) {
        if (section.value("chaos").orElse(null) instanceof ConfigObject)
            return section.section("chaos").map(ChaosPlan::read);
        return section.flag("chaos", false)
                ? Optional.of(ChaosPlan.read(new Section(ConfigFactory.empty().root())))
                : Optional.empty();
    }

    private Invariants invariants(Section section) {
        boolean all = section.flag("all", true);
        TreeMap<String, Boolean> named = new TreeMap<>();
        for (String key : section.keys()) {
            if (key.equals("all")) continue;
            if (!invariants.isEmpty() && !invariants.contains(key))
                throw ScenarioError.at(
                        section.required(key).origin(),
                        "no invariant '%s'%s; there are: %s"
                                .formatted(key, Nearest.hint(key, invariants), String.join(", ", invariants)));
            named.put(key, section.flag(key, true));
        }
        return new Invariants(all, named);
    }
}
