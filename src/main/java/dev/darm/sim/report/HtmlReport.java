package dev.darm.sim.report;

import dev.darm.sim.report.Charts.Chart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A run as one page of HTML that stands for itself: no script, no network, no other file. What it was comes first, then
 * the tables, then the charts, each of which also says in words what it shows.
 */
public final class HtmlReport {

    private static final int ROWS = 200;
    private static final String STYLE = resource("report.css");

    private HtmlReport() {}

    /** Writes the page, and replaces a file that is there. */
    public static void write(RunSummary run, Path file) throws IOException {
        Files.writeString(file, html(run), StandardCharsets.UTF_8);
    }

    /** The page. */
    public static String html(RunSummary run) {
        StringBuilder page = new StringBuilder();
        head(page, run);
        page.append("<main>\n");
        for (Table table : new SummaryTables(run, ROWS).full()) table(page, table);
        for (Chart chart : Charts.of(run)) chart(page, chart);
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void head(StringBuilder page, RunSummary run) {
        RunSummary.Run what = run.run();
        String title = Markup.escape(what.scenario() + ", seed " + what.seed());
        String outcome = what.outcome().name().toLowerCase(Locale.ROOT);
        page.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s: %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <header>
                <h1>%s <span class="outcome %s">%s</span></h1>
                """.formatted(title, outcome, STYLE, title, outcome, outcome));
        if (!what.reason().isEmpty())
            page.append("<p class=\"reason\">")
                    .append(Markup.escape(what.reason()))
                    .append("</p>\n");
        page.append("<dl>\n");
        fact(page, "Scenario", what.scenario());
        fact(page, "Seed", String.valueOf(what.seed()));
        fact(page, "Commit", what.commit());
        fact(page, "Version", "DARM " + what.version());
        fact(page, "Trace hash", what.traceHash());
        Long converged = run.cost().convergedNanos();
        if (converged != null) fact(page, "Converged", Figures.span(converged) + " after the last fault");
        fact(page, "Run", TerminalReport.cost(run));
        page.append("</dl>\n<details>\n<summary>Configuration</summary>\n<pre>")
                .append(Markup.escape(what.config()))
                .append("</pre>\n</details>\n</header>\n");
    }

    private static void fact(StringBuilder page, String name, String value) {
        page.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, Markup.escape(value)));
    }

    private static void table(StringBuilder page, Table table) {
        page.append("<section>\n<h2>").append(Markup.escape(table.title())).append("</h2>\n");
        if (!table.rows().isEmpty()) {
            page.append("<div class=\"wide\"><table>\n<thead><tr>");
            List<String> columns = table.columns();
            for (int i = 0; i < columns.size(); i++)
                cell(page, "th scope=\"col\"", "th", columns.get(i), table.figures(i));
            page.append("</tr></thead>\n<tbody>\n");
            for (List<String> row : table.rows()) {
                page.append("<tr>");
                for (int i = 0; i < row.size(); i++) cell(page, "td", "td", row.get(i), table.figures(i));
                page.append("</tr>\n");
            }
            page.append("</tbody>\n</table></div>\n");
        }
        if (!table.note().isEmpty())
            page.append("<p>").append(Markup.escape(table.note())).append("</p>\n");
        page.append("</section>\n");
    }

    private static void cell(StringBuilder page, String open, String close, String text, boolean figure) {
        String mark = text.equals("broken") ? " class=\"broken\"" : figure ? " class=\"figure\"" : "";
        page.append("<%s%s>%s</%s>".formatted(open, mark, Markup.escape(text), close));
    }

    private static void chart(StringBuilder page, Chart chart) {
        page.append("<section>\n<h2>Chart: ")
                .append(Markup.escape(chart.title()))
                .append("</h2>\n<figure>\n");
        page.append("<ul class=\"legend\">");
        String sample =
                chart.dots() ? "<path class=\"dot s%d\" d=\"M20 4h0\"/>" : "<path class=\"line s%d\" d=\"M0 4H28\"/>";
        for (int i = 0; i < chart.legend().size(); i++)
            page.append("<li><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\">")
                    .append(sample.formatted(i % Plot.STYLES))
                    .append("</svg>")
                    .append(Markup.escape(chart.legend().get(i)))
                    .append("</li>");
        page.append("</ul>\n").append(chart.svg()).append('\n');
        page.append("<figcaption>")
                .append(Markup.escape(chart.words()))
                .append("</figcaption>\n</figure>\n</section>\n");
    }

    private static String resource(String name) {
        try (InputStream from = HtmlReport.class.getResourceAsStream(name)) {
            if (from == null) throw new IllegalStateException(name + " is missing from the jar");
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
