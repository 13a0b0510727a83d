package dev.darm.sim.scenario;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import dev.darm.sim.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plan as a scenario file in which nothing is left to chance. */
final class ScenarioText {

    private final StringBuilder text = new StringBuilder();

    private final Path home;

    private ScenarioText(Path home) {
        this.home = home;
    }

    static String of(Scenario scenario, Plan plan, String comment) {
        ScenarioText writing = new ScenarioText(scenario.home());
        comment.lines().forEach(line -> writing.line(("# " + line).stripTrailing()));
        writing.head(scenario, plan);
        writing.nodes(scenario);
        writing.links(scenario);
        writing.faults(plan);
        writing.work(plan);
        return writing.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void head(Scenario scenario, Plan plan) {
        line("name = " + quoted(scenario.name()));
        line("seed = " + plan.seed());
        if (scenario.order() != Engine.Order.RANDOM)
            line("order = " + scenario.order().word());
        line("duration = " + Durations.text(plan.duration()));
        if (scenario.overBudget()) line("over-budget = on");
        plan.liveness()
                .ifPresent(liveness -> line("liveness { at = %s, core = %s }"
                        .formatted(Durations.text(liveness.at()), FaultForm.written(liveness.core()))));
        line("invariants {");
        line("  all = " + FaultForm.written(scenario.invariants().all()));
        for (Map.Entry<String, Boolean> named : scenario.invariants().named().entrySet())
            line("  " + quoted(named.getKey()) + " = " + FaultForm.written(named.getValue()));
        line("}");
    }

    private void nodes(Scenario scenario) {
        line("nodes = [");
        for (NodePlan node : scenario.nodes()) {
            List<String> parts = new ArrayList<>();
            if (node.file().isPresent()) parts.add("file = " + path(node.file().get()));
            else {
                parts.add("name = " + quoted(node.name()));
                parts.add("roles = ["
                        + String.join(
                                ", ", node.roles().stream().map(Targets::word).toList()) + "]");
            }
            parts.add("device = " + quoted(node.device()));
            parts.add("disk = " + quoted(node.disk()));
            parts.add("uplink = " + quoted(node.uplink()));
            parts.add("power = " + node.power().word());
            parts.add("voting-power = " + node.votingPower());
            if (!node.settings().isEmpty())
                parts.add("settings = " + node.settings().root().render(ConfigRenderOptions.concise()));
            line("  { " + String.join(", ", parts) + " }");
        }
        line("]");
    }

    private void links(Scenario scenario) {
        if (scenario.links().isEmpty()) return;
        line("links = [");
        for (LinkPlan link : scenario.links())
            line("  { from = %s, to = %s, both-ways = %s, uplink = %s }"
                    .formatted(
                            FaultForm.written(link.from()),
                            FaultForm.written(link.to()),
                            FaultForm.written(link.bothWays()),
                            quoted(link.uplink())));
        line("]");
    }

    private void faults(Plan plan) {
        line("timeline = [");
        for (TimedFault fault : plan.faults())
            line("  { at = %s, %s }".formatted(Durations.text(fault.at()), FaultForm.hocon(fault.fault())));
        line("]");
    }

    private void work(Plan plan) {
        line("workload {");
        line("  items = [");
        for (TimedWork item : plan.work())
            line("    { at = %s, node = %s, %s }"
                    .formatted(Durations.text(item.at()), quoted(item.work().node()), item(item.work())));
        line("  ]");
        line("}");
    }

    private String item(Work work) {
        return switch (work) {
            case Work.Ingest(String node, String document, Work.Inline body) ->
                "ingest = " + quoted(document) + ", text = " + quoted(body.content());
            case Work.Ingest(String node, String document, Work.InFile body) ->
                "ingest = " + quoted(document) + ", file = " + path(body.file());
            case Work.Feedback feedback ->
                "feedback-on = " + feedback.ask() + ", useful = " + FaultForm.written(feedback.useful());
            case Work.Write(String node, String branch, String value) ->
                "write = " + quoted(value) + ", branch = " + quoted(branch);
            case Work.Stream(String node, String branch, String value, Duration every, Duration until) ->
                "write = %s, branch = %s, every = %s, until = %s"
                        .formatted(quoted(value), quoted(branch), Durations.text(every), Durations.text(until));
            case Work.Seat(String node, String name, int power) -> (power == 0 ? "leave = " : "join = ") + quoted(name);
            case Work.Ask ask -> ask(ask);
        };
    }

    private static String ask(Work.Ask ask) {
        String question =
                "id = " + ask.id() + ", ask = " + quoted(ask.question().ask());
        if (ask.question().document().isPresent())
            question += ", document = " + quoted(ask.question().document().get());
        if (ask.question().says().isPresent())
            question += ", says = " + quoted(ask.question().says().get());
        return ask.question().abstain() ? question + ", abstain = on" : question;
    }

    /** From DARM's own folder when the file is below it, so that the scenario can be handed on. */
    private String path(Path path) {
        return quoted((path.startsWith(home) ? home.relativize(path) : path).toString());
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }
}
