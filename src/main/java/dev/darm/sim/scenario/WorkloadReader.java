package dev.darm.sim.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads {@code workload}. */
final class WorkloadReader {

    private static final double PER_HOUR_MOST = 3.6e9;
    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final String BRANCH = "notes";
    private static final Duration EVERY_LEAST = Duration.ofMillis(1);
    private static final Duration FEEDBACK_AFTER = Duration.ofSeconds(10);

    private final Places places;
    private final Targets targets;
    private final Duration duration;
    private final boolean clip;

    /** @param clip whether times after the end of the run are left out instead of refused */
    WorkloadReader(Places places, Targets targets, Duration duration, boolean clip) {
        this.places = places;
        this.targets = targets;
        this.duration = duration;
        this.clip = clip;
    }

    Workload none() {
        Workload.Rate never = new Workload.Rate(0, Duration.ZERO, Fault.ALWAYS, targets.names(), false);
        return new Workload(
                List.of(), 0, 1, never, List.of(), never, SETTLE, 0, 1, FEEDBACK_AFTER, never, BRANCH, List.of());
    }

    Workload read(Section section) {
        List<Workload.Document> documents = new ArrayList<>();
        int generated = 0;
        int statements = 1;
        for (Section entry : section.sections("documents")) {
            if (entry.has("generated")) {
                generated = entry.integer("generated", 1, 1_000_000, 0);
                statements = entry.integer("statements", 1, 99, 6);
            } else {
                documents.addAll(documents(entry));
            }
            entry.done();
        }
        unique(section, documents);
        List<Work.Question> questions = new ArrayList<>();
        for (Section entry : section.sections("questions")) questions.add(question(entry, documents));
        Optional<Section> feedback = section.section("feedback");
        Workload workload = new Workload(
                documents,
                generated,
                statements,
                rate(section, "ingest"),
                questions,
                rate(section, "asks"),
                section.duration("settle", Duration.ZERO, Duration.ofDays(365), SETTLE),
                feedback.map(entry -> entry.number("share", 0, 1)).orElse(0.0),
                feedback.map(entry -> entry.number("useful", 0, 1, 1)).orElse(1.0),
                feedback.map(entry -> entry.duration("after", Duration.ZERO, Duration.ofDays(1), FEEDBACK_AFTER))
                        .orElse(FEEDBACK_AFTER),
                rate(section, "writes"),
                section.text("branch", BRANCH),
                items(section));
        feedback.ifPresent(Section::done);
        section.done();
        return workload;
    }

    private static void unique(Section section, List<Workload.Document> documents) {
        TreeSet<String> names = new TreeSet<>();
        for (Workload.Document document : documents)
            if (!names.add(document.name()))
                throw ScenarioError.at(
                        section.required("documents").origin(), "two documents called '" + document.name() + "'");
    }

    private List<Workload.Document> documents(Section entry) {
        if (entry.has("folder")) {
            String pattern = entry.text("files", "*.{md,txt,jsonl}");
            List<Workload.Document> documents = places.files(entry, "folder", pattern).stream()
                    .map(WorkloadReader::document)
                    .toList();
            if (documents.isEmpty()) throw entry.bad("folder", "a folder with files that match " + pattern);
            return documents;
        }
        if (entry.has("file")) return List.of(document(places.file(entry, "file")));
        return List.of(new Workload.Document(entry.text("name"), new Work.Inline(entry.text("text"))));
    }

    private static Workload.Document document(Path file) {
        return new Workload.Document(file.getFileName().toString(), new Work.InFile(file));
    }

    private static Work.Question question(Section entry, List<Workload.Document> documents) {
        Work.Question question = question(entry);
        entry.done();
        List<String> names = documents.stream().map(Workload.Document::name).toList();
        if (question.document().isPresent()
                && !names.contains(question.document().get()))
            throw ScenarioError.at(
                    entry.required("document").origin(),
                    "no document '%s' in this workload%s"
                            .formatted(
                                    question.document().get(),
                                    Nearest.hint(question.document().get(), names)));
        return question;
    }

    private static Work.Question question(Section entry) {
        boolean abstain = entry.flag("abstain", false);
        Optional<String> says = entry.has("says") ? Optional.of(entry.text("says")) : Optional.empty();
        if (abstain && says.isPresent()) throw entry.bad("says", "no words of an answer, because abstain = on");
        return new Work.Question(
                entry.text("ask"),
                entry.has("document") ? Optional.of(entry.text("document")) : Optional.empty(),
                says,
                abstain);
    }

    private Workload.Rate rate(Section section, String key) {
        Optional<Section> found = section.section(key);
        if (found.isEmpty()) return none().ingest();
        Section entry = found.get();
        double perHour = entry.number("per-hour", 0, PER_HOUR_MOST);
        Duration from = entry.duration("from", Duration.ZERO, clip ? Fault.ALWAYS : duration, Duration.ZERO);
        Duration until = entry.duration("until", from, clip ? Fault.ALWAYS : duration, Fault.ALWAYS);
        String to = entry.has("to") && entry.list("to").size() == 1
                ? entry.texts("to").getFirst()
                : "";
        boolean all = !entry.has("to") || to.equals("any") || to.equals("each");
        List<String> where = all ? targets.names() : targets.read(entry, "to");
        entry.done();
        return new Workload.Rate(perHour, from, until, where, to.equals("each"));
    }

    private List<TimedWork> items(Section section) {
        List<TimedWork> items = new ArrayList<>();
        for (Section entry : section.sections("items")) {
            Duration at = entry.duration("at", Duration.ZERO, clip ? Fault.ALWAYS : duration.minusNanos(1));
            Work work = item(entry, at);
            entry.done();
            if (at.compareTo(duration) < 0) items.add(new TimedWork(at, work));
        }
        return items;
    }

    private NodePlan validator(Section entry, String key) {
        List<String> who = targets.read(entry, key);
        return targets.nodes().stream()
                .filter(node -> who.equals(List.of(node.name())) && node.validator())
                .findFirst()
                .orElseThrow(() -> entry.bad(key, "one validator"));
    }

    private Work item(Section entry, Duration at) {
        List<String> node = targets.read(entry, "node");
        if (node.size() != 1) throw entry.bad("node", "one machine");
        if (entry.has("ask"))
            return new Work.Ask(node.getFirst(), entry.whole("id", 0, Long.MAX_VALUE), question(entry));
        if (entry.has("every"))
            return new Work.Stream(
                    node.getFirst(),
                    entry.text("branch"),
                    entry.text("write"),
                    entry.duration("every", EVERY_LEAST, Duration.ofDays(1)),
                    entry.duration("until", at, clip ? Fault.ALWAYS : duration));
        if (entry.has("write")) return new Work.Write(node.getFirst(), entry.text("branch"), entry.text("write"));
        if (entry.has("leave"))
            return new Work.Seat(node.getFirst(), validator(entry, "leave").name(), 0);
        if (entry.has("join")) {
            NodePlan who = validator(entry, "join");
            return new Work.Seat(node.getFirst(), who.name(), (int) who.votingPower());
        }
        if (entry.has("feedback-on"))
            return new Work.Feedback(
                    node.getFirst(), entry.whole("feedback-on", 0, Long.MAX_VALUE), entry.flag("useful", true));
        Work.Text body =
                entry.has("file") ? new Work.InFile(places.file(entry, "file")) : new Work.Inline(entry.text("text"));
        return new Work.Ingest(node.getFirst(), entry.text("ingest"), body);
    }
}
