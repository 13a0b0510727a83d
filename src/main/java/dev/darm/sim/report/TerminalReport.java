package dev.darm.sim.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Locale;

/** What {@code ./darm sim run} prints at its end. */
public final class TerminalReport {

    private static final int ROWS = 20;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private TerminalReport() {}

    /** Tables for people; the last line is {@code trace hash = <16 hexadecimal digits>}. */
    public static String text(RunSummary run) {
        StringBuilder text = new StringBuilder(Table.printable(title(run))).append('\n');
        text.append(cost(run)).append("\n\n");
        for (Table table : new SummaryTables(run, ROWS).brief())
            text.append(table.text()).append('\n');
        return text.append("trace hash = ")
                .append(run.run().traceHash())
                .append('\n')
                .toString();
    }

    /** The whole summary, for programs; fields as in {@link RunSummary}. */
    public static String json(RunSummary run) {
        try {
            return JSON.writeValueAsString(run);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary of plain values can be written", e);
        }
    }

    static String title(RunSummary run) {
        String outcome = run.run().outcome().name().toLowerCase(Locale.ROOT);
        String reason = run.run().reason().isEmpty() ? "" : ": " + run.run().reason();
        return run.run().scenario() + ", seed " + run.run().seed() + ", DARM "
                + run.run().version() + ", commit " + run.run().commit() + ": " + outcome + reason;
    }

    static String cost(RunSummary run) {
        RunSummary.Cost cost = run.cost();
        double cpu = cost.cpuSeconds();
        String rate = cpu <= 0 ? "" : ", " + Figures.count(Math.round(cost.events() / cpu)) + " events a CPU second";
        return Figures.span(cost.virtualNanos()) + " of virtual time in " + seconds(cost.wallSeconds()) + " ("
                + seconds(cpu) + " CPU); " + Figures.count(cost.events()) + " events in "
                + Figures.count(cost.steps()) + " steps" + rate;
    }

    private static String seconds(double seconds) {
        return Figures.span(Math.round(seconds * 1e9));
    }
}
