package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The work of a run: what the workload says, drawn by the seed. */
final class WorkloadDraw {

    private static final double HOUR = 3600;

    private final Workload workload;
    private final Duration duration;
    private final Seeds seeds;
    private final List<Workload.Document> documents = new ArrayList<>();
    private final List<Work.Question> questions;
    private final Map<String, Duration> fed = new TreeMap<>();
    private final List<TimedWork> drawn;
    private long asked;

    private WorkloadDraw(Workload workload, Duration duration, Seeds seeds) {
        this.workload = workload;
        this.duration = duration;
        this.seeds = seeds;
        this.questions = new ArrayList<>(workload.questions());
        this.drawn = new ArrayList<>(workload.items());
        this.asked = workload.items().stream()
                .mapToLong(item -> item.work() instanceof Work.Ask ask ? ask.id() + 1 : 0)
                .max()
                .orElse(0);
    }

    static List<TimedWork> draw(Workload workload, Duration duration, Seeds seeds) {
        WorkloadDraw draw = new WorkloadDraw(workload, duration, seeds);
        draw.write();
        draw.ingest();
        draw.ask();
        draw.append();
        draw.drawn.sort(Comparator.comparing(TimedWork::at));
        return List.copyOf(draw.drawn);
    }

    private void write() {
        documents.addAll(workload.documents());
        for (int i = 0; i < workload.generated(); i++) {
            Statements.Sheet sheet = Statements.write(seeds.of("sheets"), i, workload.statements());
            documents.add(sheet.document());
            questions.addAll(sheet.questions());
        }
    }

    private void ingest() {
        RandomGenerator random = seeds.of("ingest").generator();
        int next = 0;
        for (Duration at : times(workload.ingest(), random)) {
            if (next == documents.size()) return;
            Workload.Document document = documents.get(next++);
            fed.putIfAbsent(document.name(), at);
            for (String node : where(workload.ingest(), random))
                drawn.add(new TimedWork(at, new Work.Ingest(node, document.name(), document.body())));
        }
    }

    private void append() {
        RandomGenerator random = seeds.of("writes").generator();
        long written = 0;
        for (Duration at : times(workload.writes(), random))
            for (String node : where(workload.writes(), random))
                drawn.add(new TimedWork(at, new Work.Write(node, workload.branch(), "note " + written++)));
    }

    private void ask() {
        RandomGenerator random = seeds.of("asks").generator();
        RandomGenerator judge = seeds.of("feedback").generator();
        for (Duration at : times(workload.asks(), random)) {
            List<Work.Question> ready =
                    questions.stream().filter(question -> ready(question, at)).toList();
            if (ready.isEmpty()) continue;
            Work.Question question = ready.get(random.nextInt(ready.size()));
            for (String node : where(workload.asks(), random)) ask(at, node, question, judge);
        }
    }

    private void ask(Duration at, String node, Work.Question question, RandomGenerator judge) {
        long id = asked++;
        drawn.add(new TimedWork(at, new Work.Ask(node, id, question)));
        boolean judged = judge.nextDouble() < workload.feedback();
        boolean useful = judge.nextDouble() < workload.useful();
        Duration then = at.plus(workload.feedbackAfter());
        if (judged && then.compareTo(duration) < 0) drawn.add(new TimedWork(then, new Work.Feedback(node, id, useful)));
    }

    /** A question about a document waits until that can have been learnt; one about none does not. */
    private boolean ready(Work.Question question, Duration at) {
        if (question.document().isEmpty()) return true;
        Duration since = fed.getOrDefault(question.document().get(), Fault.ALWAYS);
        return !since.equals(Fault.ALWAYS) && since.plus(workload.settle()).compareTo(at) <= 0;
    }

    private List<Duration> times(Workload.Rate rate, RandomGenerator random) {
        List<Duration> times = new ArrayList<>();
        if (rate.perHour() <= 0) return times;
        Duration end = Durations.min(rate.until(), duration);
        Duration at = rate.from();
        while (true) {
            at = at.plus(Durations.ofSeconds(-HOUR / rate.perHour() * StrictMath.log(1 - random.nextDouble())));
            if (at.compareTo(end) >= 0) return times;
            times.add(at);
        }
    }

    private static List<String> where(Workload.Rate rate, RandomGenerator random) {
        if (rate.each()) return rate.where();
        return List.of(rate.where().get(random.nextInt(rate.where().size())));
    }
}
