package dev.darm.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.report.RunSummary.Fault;
import dev.darm.sim.report.RunSummary.Invariant;
import dev.darm.sim.report.RunSummary.Link;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.report.RunSummary.Point;
import dev.darm.sim.report.RunSummary.Result;
import dev.darm.sim.report.RunSummary.Run;
import dev.darm.sim.report.RunSummary.Series;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void thePageNeedsNoScriptAndNoNetwork() {
        String page = HtmlReport.html(Summaries.storm(42, 500));

        assertThat(page)
                .doesNotContainIgnoringCase("<script")
                .doesNotContainIgnoringCase("http:")
                .doesNotContainIgnoringCase("https:")
                .doesNotContain("<link", "<img", "@import", "url(", "src=", "href=")
                .contains("default-src 'none'");
    }

    @Test
    void whatTheRunWasComesFirstThenTheTablesThenTheCharts() {
        String page = HtmlReport.html(Summaries.storm(42, 500));

        assertThat(page)
                .contains("<dt>Seed</dt><dd>42</dd>", "<dt>Commit</dt><dd>6420602</dd>", "tau-c = 0.67")
                .contains("c7fd9b76e27bbc63", "claim 5f2c of n3 is in no memory");
        assertThat(page.indexOf("<dt>Seed</dt>")).isPositive().isLessThan(page.indexOf("<h2>Invariants checked</h2>"));
        assertThat(page.lastIndexOf("</table>"))
                .isPositive()
                .isLessThan(page.indexOf("<h2>Chart: Faults against commits</h2>"));
    }

    @Test
    void everyChartSaysInWordsWhatItShows() throws Exception {
        Document page = parsed(HtmlReport.html(Summaries.storm(42, 500)));

        NodeList charts = page.getElementsByTagName("figure");
        assertThat(charts.getLength()).isEqualTo(6);
        assertThat(page.getElementsByTagName("desc").getLength()).isEqualTo(6);
        for (int i = 0; i < charts.getLength(); i++) {
            String words = page.getElementsByTagName("figcaption").item(i).getTextContent();
            assertThat(words).hasSizeGreaterThan(20);
            assertThat(page.getElementsByTagName("desc").item(i).getTextContent())
                    .isEqualTo(words);
        }
    }

    @Test
    void aRunInWhichNothingHappenedHasAPageToo() throws Exception {
        String page = HtmlReport.html(Summaries.empty());

        assertThat(parsed(page).getElementsByTagName("figure").getLength()).isZero();
        assertThat(page).contains("The scenario injected none.", "No block was committed.", "Nobody asked.");
    }

    @Property(tries = 200)
    void whateverANameHoldsThePageStaysWellFormedAndShowsIt(@ForAll String name) throws Exception {
        RunSummary run = named("<b>&\"'" + name);

        Document page = parsed(HtmlReport.html(run));

        assertThat(page.getElementsByTagName("b").getLength()).isZero();
        assertThat(page.getElementsByTagName("title").item(0).getTextContent()).startsWith("<b>&\"'");
    }

    @Test
    void aLongRunMakesAPageThatABrowserCanOpen() throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(Summaries.storm(1, 300_000), file);

        assertThat(Files.size(file)).isLessThan(600_000);
    }

    @Test
    void nothingIsDrawnOutsideItsChart() {
        String page = HtmlReport.html(Summaries.storm(42, 5_000));

        Matcher path = Pattern.compile("<path class=\"(?:line|dot) s\\d(?: dense)?\" d=\"([^\"]*)\"/>")
                .matcher(page);
        int points = 0;
        while (path.find()) {
            Matcher number = Pattern.compile("([MHV ])(-?[\\d.]+)").matcher(path.group(1));
            while (number.find()) {
                points++;
                assertThat(Double.parseDouble(number.group(2))).isBetween(0.0, (double) Plot.WIDTH);
            }
        }
        assertThat(points).isGreaterThan(1_000);
    }

    private static RunSummary named(String name) {
        RunSummary empty = Summaries.empty();
        List<Series> series = List.of(new Series(name, List.of(new Point(1, 2))));
        return new RunSummary(
                new Run(name, 1, name, name, Outcome.FAILED, name, name, name),
                empty.cost(),
                List.of(new Invariant(name, 1, Result.BROKEN, name)),
                new ArrayList<>(List.of(new Fault(1, null, name, name))),
                empty.commits(),
                empty.recall(),
                List.of(new Link(name, name, 1, 2, 3)),
                series,
                series,
                List.of(new RunSummary.Ask(1, 2, name)),
                List.of(),
                series);
    }

    /** The page as XML: it closes what it opens, but for the elements that HTML leaves open. */
    private static Document parsed(String page) throws Exception {
        String xml = page.replaceFirst("<!DOCTYPE html>", "").replaceAll("<meta([^>]*)>", "<meta$1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
