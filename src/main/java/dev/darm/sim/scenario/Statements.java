package dev.darm.sim.scenario;

import dev.darm.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Documents written by a seed: the data sheets of machines in a plant, one fact a sentence, no two about the same thing, so
 * that each fact has one source and its question one right answer.
 */
final class Statements {

    private static final List<String> MACHINES = List.of(
            "pump", "compressor", "valve", "turbine", "boiler", "chiller", "conveyor", "mixer", "furnace", "generator");
    private static final List<String> FACTS = List.of(
            "runs at a pressure of %d kilopascals",
            "turns at a speed of %d revolutions per minute",
            "weighs a total of %d kilograms",
            "draws a current of %d amperes",
            "has a service interval of %d hours",
            "stands in hall number %d",
            "has a tank volume of %d litres",
            "reaches a temperature of %d kelvin");
    private static final List<String> QUESTIONS = List.of(
            "At what pressure does %s run?",
            "At what speed does %s turn?",
            "What does %s weigh in total?",
            "What current does %s draw?",
            "What service interval does %s have?",
            "In which hall does %s stand?",
            "What tank volume does %s have?",
            "What temperature does %s reach?");

    private Statements() {}

    /**
     * @param document its name and text
     * @param questions one a statement
     */
    record Sheet(Workload.Document document, List<Work.Question> questions) {}

    static Sheet write(Seeds seeds, int number, int statements) {
        RandomGenerator random = seeds.of(number).generator();
        String name = "sheet-%04d.md".formatted(number);
        StringBuilder text = new StringBuilder("# Data sheet %d\n".formatted(number));
        List<Work.Question> questions = new ArrayList<>();
        for (int i = 0; i < statements; i++) {
            String machine = "the %s %s%d"
                    .formatted(
                            MACHINES.get(random.nextInt(MACHINES.size())),
                            (char) ('A' + random.nextInt(26)),
                            number * 100 + i);
            int fact = random.nextInt(FACTS.size());
            int value = 2 + random.nextInt(9_000);
            text.append("\nT%s %s.\n"
                    .formatted(machine.substring(1), FACTS.get(fact).formatted(value)));
            questions.add(new Work.Question(
                    QUESTIONS.get(fact).formatted(machine),
                    Optional.of(name),
                    Optional.of(Integer.toString(value)),
                    false));
        }
        return new Sheet(new Workload.Document(name, new Work.Inline(text.toString())), questions);
    }
}
