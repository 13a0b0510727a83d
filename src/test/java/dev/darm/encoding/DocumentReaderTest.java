package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.darm.encoding.DocumentReader.BadLine;
import dev.darm.encoding.DocumentReader.Limits;
import dev.darm.encoding.DocumentReader.Readable;
import dev.darm.encoding.DocumentReader.Reading;
import dev.darm.encoding.DocumentReader.Unreadable;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import dev.darm.memory.Triple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static List<Passage> passages(String uri, String text) {
        return DocumentReader.read(uri, text, NOW).passages();
    }

    private static Reading bytes(byte[] bytes) {
        return DocumentReader.read("a.txt", bytes, NOW);
    }

    private static Readable readable(Reading reading) {
        assertThat(reading).isInstanceOf(Readable.class);
        return (Readable) reading;
    }

    private static Passage passage(int line, String heading, String text) {
        return new Passage("a.md", line, heading, text, Optional.empty());
    }

    @Test
    void markdownParagraphsKnowTheirHeadingsAndLines() {
        String text = """
                # Guide

                Intro *text* with a [link](https://example.org/a_b "x")
                and `code`.
                ## Ports ##
                Artery listens on **25520**.

                Storage
                -------
                It is a log.
                ### Deep
                Deep text.
                # Other
                Last words.
                """;

        assertThat(passages("a.md", text))
                .containsExactly(
                        passage(3, "Guide", "Intro text with a link\nand `code`."),
                        passage(6, "Guide \u203A Ports", "Artery listens on 25520."),
                        passage(10, "Guide \u203A Storage", "It is a log."),
                        passage(12, "Guide \u203A Storage \u203A Deep", "Deep text."),
                        passage(14, "Other", "Last words."));
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkChangeNothing() {
        String text = "\uFEFF# Guide\r\n\r\nFirst line\r\nsecond line.\r\n";

        assertThat(passages("a.md", text)).containsExactly(passage(3, "Guide", "First line\nsecond line."));
    }

    @Test
    void listsTablesAndCodeAreOnePassageEach() {
        String text = """
                - one
                - two
                  more

                  still two
                - three

                Now prose.

                | a | b |
                |---|---|
                | 1 | **2** |
                ```java
                # no heading
                *no* emphasis
                ```
                """;

        assertThat(passages("a.md", text))
                .extracting(Passage::firstLine, Passage::text)
                .containsExactly(
                        tuple(1, "- one\n- two\n  more\n\n  still two\n- three"),
                        tuple(8, "Now prose."),
                        tuple(10, "| a | b |\n|---|---|\n| 1 | 2 |"),
                        tuple(13, "```java\n# no heading\n*no* emphasis\n```"));
    }

    @Test
    void aLeadInStaysWithWhatItLeadsIn() {
        String text =
                "Start it with:\n\n```sh\n./darm up\n```\n\nA node has these roles:\n- head\n- edge\n\nAnd then:\n\nNothing.\n";

        assertThat(passages("a.md", text))
                .extracting(Passage::text)
                .containsExactly(
                        "Start it with:\n\n```sh\n./darm up\n```",
                        "A node has these roles:\n- head\n- edge",
                        "And then:",
                        "Nothing.");
    }

    @Test
    void aLongListIsAPassageAnItemAndALongTableRepeatsItsHead() {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= 100; i++) list.append("- Item number ").append(i).append(" has some words in it.\n");
        StringBuilder table = new StringBuilder("| key | value |\n|---|---|\n");
        for (int i = 3; i <= 1000; i++)
            table.append("| key ").append(i).append(" | a value of ").append(i).append(" |\n");

        assertThat(passages("a.md", list.toString())).hasSize(100).allMatch(passage -> passage.text()
                .contains("number " + passage.firstLine() + " "));
        List<Passage> rows = passages("a.md", table.toString());
        assertThat(rows).hasSizeGreaterThan(1).allMatch(passage -> passage.text()
                .startsWith("| key | value |\n|---|---|\n"));
        for (Passage part : rows)
            for (ExtractedClaim claim : ClaimExtractor.extract(part))
                assertThat(claim.claim().text())
                        .isEqualTo("key: key %1$d; value: a value of %1$d"
                                .formatted(claim.source().line()));
        assertThat(rows.stream()
                        .mapToInt(part -> ClaimExtractor.extract(part).size())
                        .sum())
                .isEqualTo(998);
    }

    @Test
    void frontMatterCommentsQuotesAndLinkDefinitionsLeaveOnlyText() {
        String text = """
                ---
                title: "The guide"
                draft: true
                ---
                <!-- a comment
                over two lines --> Seen.

                > A quoted line
                > and another[^1].

                [ref]: https://example.org
                [^1]: A note with <b>tags</b> &amp; <https://example.org>.
                """;

        assertThat(passages("a.md", text))
                .containsExactly(
                        passage(6, "The guide", "Seen."),
                        passage(8, "The guide", "A quoted line\nand another."),
                        passage(12, "The guide", "A note with tags & https://example.org."));
    }

    @Test
    void markupCharactersThatAreNoMarkupStay() {
        String line = "snake_case, 2 * 3 * 4, f < N/3, `**kept**`, a[0], *.md and x^2_i ~ 5.";

        assertThat(passages("a.md", line)).extracting(Passage::text).containsExactly(line);
        assertThat(passages("a.md", "An ![image](a.png) and [a [nested] one][ref] \\*star\\*."))
                .extracting(Passage::text)
                .containsExactly("An image and a [nested] one *star*.");
    }

    @Test
    void plainTextIsCutAtBlankLines() {
        assertThat(passages("a.txt", "\n\nFirst\n  line.\n \n# not a heading\n"))
                .extracting(Passage::firstLine, Passage::text)
                .containsExactly(tuple(3, "First\n  line."), tuple(6, "# not a heading"));
    }

    @Test
    void aParagraphThatIsTooLongIsCutAtASentenceAndKeepsItsLines() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 1500; i++) text.append("Line number ").append(i).append(" ends\nhere. ");

        List<Passage> passages = passages("a.txt", text.toString());

        assertThat(passages).hasSizeGreaterThan(1).allMatch(it -> it.text().length() <= Passage.MAX_CHARS);
        List<ExtractedClaim> claims = passages.stream()
                .flatMap(it -> ClaimExtractor.extract(it).stream())
                .toList();
        assertThat(claims).hasSize(1500).allMatch(claim -> claim.claim()
                .text()
                .equals("Line number " + claim.source().line() + " ends here."));
    }

    @Test
    void jsonLinesGiveTextsAndTriplesAndReportBadLines() {
        String text = """
                {"text": "Artery listens on 25520.\\nIt uses TCP.", "source": "handbook", "time": "2026-03-01"}

                {"subject": "Artery", "relation": "listens on", "object": 25520}
                {"text": "unclosed
                {"subject": "Artery", "relation": "listens on"}
                {"text": "a", "time": "yesterday"}
                [1]
                """;

        Readable read = readable(DocumentReader.read("facts.jsonl", text.getBytes(StandardCharsets.UTF_8), NOW));

        List<Passage> passages = read.parts().getFirst().passages();
        assertThat(passages).hasSize(2);
        assertThat(passages.get(0).heading()).isEqualTo("handbook \u203A 2026-03-01");
        assertThat(ClaimExtractor.extract(passages.get(0)))
                .extracting(
                        claim -> claim.claim().text(), claim -> claim.source().line())
                .containsExactly(tuple("Artery listens on 25520.", 1), tuple("It uses TCP.", 1));
        assertThat(passages.get(1).triple()).hasValue(new Triple("Artery", "listens on", "25520"));
        assertThat(passages.get(1).firstLine()).isEqualTo(3);
        assertThat(read.badLines()).extracting(BadLine::line).containsExactly(4, 5, 6, 7);
        assertThat(read.badLines()).extracting(BadLine::reason).anyMatch(reason -> reason.contains("no object"));
        assertThat(read.badLines()).extracting(BadLine::reason).anyMatch(reason -> reason.contains("found yesterday"));
    }

    @Test
    void jsonLinesAreKnownByTheirContentToo() {
        Readable read = readable(bytes("{\"text\": \"It is a log.\"}\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(read.parts().getFirst().passages()).extracting(Passage::text).containsExactly("It is a log.");
    }

    @Test
    void whatIsNoTextIsRefusedWithTheReason() {
        assertThat(bytes(new byte[] {'a', '\n', 0, 'b'}))
                .isEqualTo(new Unreadable("line 2 holds a NUL byte: not a text file"));
        assertThat(bytes(new byte[] {'a', '\n', '\n', (byte) 0xC3, '('}))
                .isEqualTo(new Unreadable("line 3 is not valid UTF-8"));
        assertThat(bytes("a\u0001\u0002\u0003".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Unreadable("3 of 5 characters are control characters: not a text file"));
    }

    @Test
    void aFewControlCharactersBecomeSpaces() {
        String text = "A bell\u0007rings once in this rather long line of plain text, and that is fine.";

        assertThat(readable(bytes(text.getBytes(StandardCharsets.UTF_8)))
                        .parts()
                        .getFirst()
                        .passages())
                .extracting(Passage::text)
                .containsExactly(text.replace('\u0007', ' '));
    }

    @Test
    void aLineOfAGibibyteIsRefusedBeforeItCostsMemory() throws IOException {
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read in blocks");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (read[0] >= 1L << 30) return -1;
                Arrays.fill(into, from, from + length, (byte) 'x');
                if (read[0] == 0) into[from] = '\n';
                read[0] += length;
                return length;
            }
        };

        Reading reading = DocumentReader.read("big.txt", endless, NOW, new Limits(1L << 40, 1 << 20));

        assertThat(reading).isEqualTo(new Unreadable("line 2 is longer than 1,048,576 bytes"));
        assertThat(read[0]).isLessThan(2 << 20);
    }

    @Test
    void aDocumentBeyondTheLimitIsRefused() throws IOException {
        byte[] text = "a line\n".repeat(1000).getBytes(StandardCharsets.UTF_8);

        assertThat(DocumentReader.read("a.txt", new ByteArrayInputStream(text), NOW, new Limits(5000, 100)))
                .isEqualTo(new Unreadable("longer than 5,000 bytes"));
    }

    @Test
    void aLargeDocumentComesInNamedPartsOfBoundedSize() {
        String text = "Each of these paragraphs says something about ports and nodes.\n\n".repeat(8000);

        List<Document> parts =
                readable(bytes(text.getBytes(StandardCharsets.UTF_8))).parts();

        assertThat(parts).hasSizeGreaterThan(3).allMatch(part -> part.bytes().length < 200 << 10);
        assertThat(parts.get(0).uri()).isEqualTo("a.txt");
        assertThat(parts.get(2).uri()).isEqualTo("a.txt#part-3");
        assertThat(parts.get(2).passages()).allMatch(passage -> passage.uri().equals("a.txt#part-3"));
        assertThat(parts.stream().mapToInt(part -> part.passages().size()).sum())
                .isEqualTo(8000);
        assertThat(parts.getLast().passages().getLast().firstLine()).isEqualTo(15_999);
        assertThatThrownBy(() -> DocumentReader.read("a.txt", text, NOW)).hasMessageContaining("parts");
    }

    @Test
    void anEmptyFileIsADocumentThatSaysNothing() {
        assertThat(readable(bytes(new byte[0])).parts()).containsExactly(new Document("a.txt", NOW, List.of()));
    }

    /** Work by their length takes seconds; the limit is there for what never ends or grows by the square. */
    @Test
    void hostileMarkdownCostsNoMoreThanItsLength() {
        List<String> hostile = List.of(
                "[".repeat(1 << 19),
                ">".repeat(1 << 19),
                "- ".repeat(1 << 18),
                "|-".repeat(1 << 18),
                "<".repeat(1 << 19),
                "&".repeat(1 << 19),
                "*a ".repeat(1 << 17),
                "` `` ".repeat(1 << 17),
                "#" + " ".repeat(1 << 19) + "x",
                "a\n" + "\n".repeat(1 << 19) + "b",
                "- a\n\n\n".repeat(1 << 15),
                "[a](".repeat(1 << 17),
                "title: a" + " ".repeat(1 << 19) + "x",
                "x: ".repeat(1 << 18),
                "!?".repeat(1 << 18),
                "(".repeat(1 << 19));

        for (String text : hostile) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(120),
                    () -> {
                        Readable read =
                                readable(DocumentReader.read("a.md", text.getBytes(StandardCharsets.UTF_8), NOW));
                        for (Document part : read.parts()) part.passages().forEach(ClaimExtractor::extract);
                    },
                    () -> text.substring(0, 10));
        }
    }

    @Property(tries = 300)
    void anyTextGivesPassagesThatLieInIt(@ForAll String text, @ForAll boolean markdown) {
        Reading reading = DocumentReader.read(markdown ? "a.md" : "a.txt", text.getBytes(StandardCharsets.UTF_8), NOW);

        if (reading instanceof Readable readable) {
            int last = 1 + (int) text.chars().filter(c -> c == '\n').count();
            assertThat(readable.parts().getFirst().passages())
                    .allMatch(passage -> passage.firstLine() >= 1
                            && passage.firstLine() <= last
                            && !passage.text().isBlank()
                            && passage.text().length() <= Passage.MAX_CHARS);
        }
        assertThat(DocumentReader.read(markdown ? "a.md" : "a.txt", text.getBytes(StandardCharsets.UTF_8), NOW))
                .isEqualTo(reading);
    }
}
