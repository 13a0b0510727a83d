package dev.darm.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;

/**
 * Small Markdown documents about the stations of an invented survey, and a question for each of their statements of fact:
 * the same for the same seed. A document has a title, three sections, sentences and a list, and about 1 KiB of text.
 */
record Corpus(List<Page> pages, List<String> questions) {

    /** A document under its name. */
    record Page(String name, String text) {}

    private static final List<String> INSTRUMENTS = List.of(
            "barometer",
            "anemometer",
            "tide gauge",
            "seismograph",
            "rain gauge",
            "heliograph",
            "magnetometer",
            "theodolite",
            "hygrometer",
            "pendulum clock",
            "gravimeter",
            "ceilometer");
    private static final List<String> FIRST =
            List.of("Ida", "Tomas", "Wren", "Oskar", "Maud", "Piet", "Selma", "Hugo", "Ines", "Yusuf", "Edda", "Noor");
    private static final List<String> ANIMALS = List.of(
            "cormorants", "foxes", "herons", "otters", "terns", "hares", "ravens", "seals", "plovers", "badgers");
    private static final List<String> STARTS = List.of(
            "al", "bor", "cal", "dun", "el", "fen", "gar", "hol", "is", "kes", "lor", "mar", "nor", "os", "pel");
    private static final List<String> MIDDLES =
            List.of("de", "va", "li", "mo", "ra", "ne", "thu", "bri", "go", "sa", "wi", "ka", "lu", "fo");
    private static final List<String> ENDS =
            List.of("moor", "wick", "stead", "ness", "ford", "holm", "combe", "by", "dale", "mere", "gate", "haven");

    /** {@code count} documents, each about a station of its own. */
    static Corpus of(long seed, int count) {
        Random random = new Random(seed);
        TreeSet<String> taken = new TreeSet<>();
        List<Page> pages = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        while (pages.size() < count) {
            String name = capital(word(random));
            if (taken.add(name)) pages.add(page(name, random, questions));
        }
        return new Corpus(List.copyOf(pages), List.copyOf(questions));
    }

    private static Page page(String station, Random random, List<String> questions) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(station).append(" station\n\n");
        int year = 1850 + random.nextInt(120);
        text.append("The ")
                .append(station)
                .append(" station was founded in ")
                .append(year)
                .append(" by ");
        text.append(person(random)).append(". It stands ").append(10 + random.nextInt(900));
        text.append(" metres above the sea.\n\n## Instruments\n\n");
        questions.add("When was the " + station + " station founded?");
        int from = random.nextInt(INSTRUMENTS.size());
        for (int i = 0; i < 3; i++) {
            String instrument = INSTRUMENTS.get((from + i) % INSTRUMENTS.size());
            text.append("The ")
                    .append(instrument)
                    .append(" of ")
                    .append(station)
                    .append(" was made by ");
            text.append(person(random))
                    .append(" in ")
                    .append(year + 1 + random.nextInt(50))
                    .append(". ");
            questions.add("Who made the " + instrument + " of " + station + "?");
        }
        String read = INSTRUMENTS.get((from + 3) % INSTRUMENTS.size());
        text.append("The ").append(read).append(" of ").append(station).append(" is read every ");
        text.append(2 + random.nextInt(22)).append(" hours.\n\n## People\n\n");
        questions.add("How often is the " + read + " of " + station + " read?");
        text.append("- The keeper of ")
                .append(station)
                .append(" is called ")
                .append(person(random))
                .append(".\n");
        text.append("- The archive of ").append(station).append(" holds ").append(100 + random.nextInt(9000));
        text.append(" notebooks.\n\n## Surroundings\n\n");
        questions.add("Who is the keeper of " + station + "?");
        questions.add("How many notebooks does the archive of " + station + " hold?");
        String animals = ANIMALS.get(random.nextInt(ANIMALS.size()));
        text.append("In spring ")
                .append(animals)
                .append(" nest near the ")
                .append(station)
                .append(" boathouse. ");
        text.append("The road to ").append(station).append(" is ").append(3 + random.nextInt(60));
        text.append(" kilometres long and closes when the river rises.\n");
        questions.add("How long is the road to " + station + "?");
        return new Page(station.toLowerCase(Locale.ROOT) + ".md", text.toString());
    }

    private static String person(Random random) {
        return FIRST.get(random.nextInt(FIRST.size())) + " " + capital(word(random));
    }

    private static String word(Random random) {
        return STARTS.get(random.nextInt(STARTS.size()))
                + MIDDLES.get(random.nextInt(MIDDLES.size()))
                + ENDS.get(random.nextInt(ENDS.size()));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
