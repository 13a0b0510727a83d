package dev.darm.encoding;

import dev.darm.memory.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Markdown (the CommonMark blocks that documents use, and GitHub's tables) into passages: a paragraph, a list, a table or a
 * code block each, under the path of its headings. A paragraph that ends with a colon takes the list or code behind it
 * along. Front matter gives only its title, as the outermost heading when the document has no other. A long list gives one
 * passage an item; a long table repeats its head in every passage.
 */
final class MarkdownPassages {

    private static final Pattern FOOTNOTE = Pattern.compile("^ {0,3}\\[\\^[^]]{1,100}]:\\s*");

    private static final int MAX_HEADING_CHARS = 500;
    private static final int SHORT_LIST_CHARS = 2000;
    private static final int SHORT_CODE_LINES = 5;
    private static final int INDENT = 2;

    private final String uri;
    private final List<String> lines;
    private final List<Passage> passages = new ArrayList<>();
    /** Element 0 is the title of the front matter, elements 1 to 6 the headings; blank when there is none. */
    private final String[] headings = {"", "", "", "", "", "", ""};

    /** A paragraph that ends with a colon and waits for what it leads in: its lines are from {@code from} to {@code to}. */
    private record LeadIn(int from, int to) {}

    private Optional<LeadIn> leadIn = Optional.empty();

    private MarkdownPassages(String uri, List<String> lines) {
        this.uri = uri;
        this.lines = lines;
    }

    static List<Passage> of(String uri, List<String> source) {
        MarkdownPassages reading = new MarkdownPassages(uri, stripped(source));
        reading.run();
        return reading.passages;
    }

    /** Without comments, quote marks and link definitions, line by line, so that numbers hold; code stays as it is. */
    private static List<String> stripped(List<String> source) {
        List<String> lines = new ArrayList<>(source.size());
        String fence = "";
        boolean comment = false;
        for (String raw : source) {
            String line = raw;
            if (fence.isEmpty()) line = BlockMarks.unquoted(line);
            Optional<String> opening = BlockMarks.fence(line);
            if (!fence.isEmpty()) {
                if (line.strip().startsWith(fence)) fence = "";
            } else if (!comment && opening.isPresent()) {
                fence = opening.get();
            } else {
                StringBuilder kept = new StringBuilder();
                comment = withoutComments(line, comment, kept);
                line = BlockMarks.reference(kept.toString())
                        ? ""
                        : FOOTNOTE.matcher(kept).replaceFirst("");
            }
            lines.add(line);
        }
        return lines;
    }

    /** Appends what of {@code line} is no comment to {@code kept}; returns whether a comment is open at its end. */
    private static boolean withoutComments(String line, boolean inside, StringBuilder kept) {
        boolean comment = inside;
        int at = 0;
        while (at < line.length()) {
            int mark = line.indexOf(comment ? "-->" : "<!--", at);
            if (!comment) kept.append(line, at, mark < 0 ? line.length() : mark);
            if (mark < 0) return comment;
            at = mark + (comment ? 3 : 4);
            comment = !comment;
        }
        return comment;
    }

    private void run() {
        int at = frontMatter();
        while (at < lines.size()) at = block(at);
        releaseLeadIn();
    }

    private int frontMatter() {
        if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) return 0;
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.equals("---") && !line.equals("...")) continue;
            for (String entry : lines.subList(1, i)) {
                if (entry.startsWith("title:")) headings[0] = unquoted(entry.substring("title:".length()));
            }
            return i + 1;
        }
        return 0;
    }

    private static String unquoted(String value) {
        String text = value.strip();
        boolean quoted = text.length() > 1
                && (text.startsWith("\"") || text.startsWith("'"))
                && text.endsWith(text.substring(0, 1));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** Reads the block that starts at line index {@code at} and returns the index behind it. */
    private int block(int at) {
        String line = lines.get(at);
        if (line.isBlank()) return at + 1;
        Optional<BlockMarks.Heading> heading = BlockMarks.heading(line);
        if (heading.isPresent()) {
            heading(heading.get().level(), heading.get().text());
            return at + 1;
        }
        if (BlockMarks.fence(line).isPresent()) return code(at);
        if (BlockMarks.rule(line)) {
            releaseLeadIn();
            return at + 1;
        }
        if (table(at)) return table(at, tableEnd(at));
        if (BlockMarks.listMark(line) > 0) return list(at);
        return paragraph(at);
    }

    private void heading(int level, String text) {
        releaseLeadIn();
        headings[level] = MarkdownInline.plain(text).strip();
        for (int deeper = level + 1; deeper < headings.length; deeper++) headings[deeper] = "";
        if (level == 1) headings[0] = "";
    }

    private int code(int at) {
        int end = fenceEnd(at);
        boolean brief = end - at <= SHORT_CODE_LINES;
        if (leadIn.isPresent() && brief) withLeadIn(String.join("\n", lines.subList(at, end)), at);
        else {
            releaseLeadIn();
            add(String.join("\n", lines.subList(at, end)), at);
        }
        return end;
    }

    private int fenceEnd(int at) {
        String fence = lines.get(at).strip().substring(0, 3);
        for (int i = at + 1; i < lines.size(); i++) if (lines.get(i).strip().startsWith(fence)) return i + 1;
        return lines.size();
    }

    private boolean table(int at) {
        return at + 1 < lines.size() && lines.get(at).indexOf('|') >= 0 && BlockMarks.tableRule(lines.get(at + 1));
    }

    private int tableEnd(int at) {
        int end = at + 2;
        while (end < lines.size() && lines.get(end).indexOf('|') >= 0) end++;
        return end;
    }

    /** A long table repeats its head; the passage then starts two lines early, so that its rows keep their lines. */
    private int table(int at, int end) {
        releaseLeadIn();
        String head = MarkdownInline.plain(lines.get(at)) + "\n" + lines.get(at + 1);
        if (head.length() > Passage.MAX_CHARS / 2) {
            add(MarkdownInline.plain(String.join("\n", lines.subList(at, end))), at);
            return end;
        }
        StringBuilder text = new StringBuilder(head);
        int first = at;
        for (int row = at + 2; row < end; row++) {
            String cells = MarkdownInline.plain(lines.get(row));
            if (text.length() > head.length() && text.length() + 1 + cells.length() > Passage.MAX_CHARS) {
                add(text.toString(), first);
                text = new StringBuilder(head);
                first = row - 2;
            }
            text.append('\n').append(cells);
        }
        add(text.toString(), first);
        return end;
    }

    private int list(int at) {
        List<Integer> items = new ArrayList<>();
        int end = listEnd(at, items);
        String text = cleaned(at, end);
        if (text.length() <= SHORT_LIST_CHARS) {
            if (leadIn.isPresent()) withLeadIn(text, at);
            else add(text, at);
            return end;
        }
        releaseLeadIn();
        for (int i = 0; i < items.size(); i++) {
            int itemEnd = i + 1 < items.size() ? items.get(i + 1) : end;
            add(cleaned(items.get(i), itemEnd), items.get(i));
        }
        return end;
    }

    /** The index behind the list that starts at {@code at}; collects where its outermost items start. */
    private int listEnd(int at, List<Integer> items) {
        int margin = BlockMarks.indent(lines.get(at));
        int i = at;
        while (i < lines.size()) {
            String line = lines.get(i);
            if (line.isBlank()) {
                int next = behindBlank(i);
                if (next == lines.size() || !continues(lines.get(next), margin)) return i;
                i = next;
            } else if (BlockMarks.fence(line).isPresent()) {
                if (BlockMarks.indent(line) <= margin) return i;
                i = fenceEnd(i);
            } else if (BlockMarks.heading(line).isPresent() || BlockMarks.rule(line)) {
                return i;
            } else {
                boolean marked = BlockMarks.listMark(line) > 0;
                if (marked && BlockMarks.indent(line) <= margin + 1) items.add(i);
                i++;
            }
        }
        return i;
    }

    private int behindBlank(int blank) {
        int next = blank;
        while (next < lines.size() && lines.get(next).isBlank()) next++;
        return next;
    }

    /** Whether a list goes on with {@code line} behind a blank one. */
    private static boolean continues(String line, int margin) {
        if (BlockMarks.rule(line)) return false;
        return BlockMarks.listMark(line) > 0 || BlockMarks.indent(line) >= margin + INDENT;
    }

    private int paragraph(int at) {
        releaseLeadIn();
        int end = at + 1;
        while (end < lines.size() && !interrupts(end)) {
            int level = end - at <= 2 ? BlockMarks.underline(lines.get(end)) : 0;
            if (level > 0) {
                heading(level, String.join(" ", lines.subList(at, end)));
                return end + 1;
            }
            end++;
        }
        if (lines.get(end - 1).stripTrailing().endsWith(":")) leadIn = Optional.of(new LeadIn(at, end));
        else add(cleaned(at, end), at);
        return end;
    }

    private boolean interrupts(int at) {
        String line = lines.get(at);
        if (line.isBlank() || BlockMarks.heading(line).isPresent()) return true;
        if (BlockMarks.fence(line).isPresent() || table(at)) return true;
        if (BlockMarks.underline(line) > 0) return false;
        return BlockMarks.rule(line) || BlockMarks.listMark(line) > 0;
    }

    /** Puts the waiting paragraph and the block behind it, which starts at line index {@code at}, into one passage. */
    private void withLeadIn(String block, int at) {
        LeadIn lead = leadIn.orElseThrow();
        String text = cleaned(lead.from(), lead.to()) + "\n".repeat(at - lead.to() + 1) + block;
        if (text.length() > Passage.MAX_CHARS) {
            releaseLeadIn();
            add(block, at);
            return;
        }
        leadIn = Optional.empty();
        add(text, lead.from());
    }

    private void releaseLeadIn() {
        Optional<LeadIn> waiting = leadIn;
        leadIn = Optional.empty();
        waiting.ifPresent(lead -> add(cleaned(lead.from(), lead.to()), lead.from()));
    }

    /** The lines from {@code from} to {@code to} without markup, except for code, which stays. */
    private String cleaned(int from, int to) {
        List<String> blocks = new ArrayList<>();
        int at = from;
        while (at < to) {
            boolean fence = BlockMarks.fence(lines.get(at)).isPresent();
            int end = fence ? Math.min(to, fenceEnd(at)) : at + 1;
            while (!fence && end < to && !BlockMarks.fence(lines.get(end)).isPresent()) end++;
            String text = String.join("\n", lines.subList(at, end));
            blocks.add(fence ? text : MarkdownInline.plain(text));
            at = end;
        }
        return String.join("\n", blocks);
    }

    private void add(String text, int at) {
        for (Pieces.Piece piece : Pieces.of(text, at + 1))
            passages.add(new Passage(uri, piece.line(), path(), piece.text(), Optional.empty()));
    }

    private String path() {
        List<String> path = new ArrayList<>();
        for (String heading : headings) if (!heading.isBlank()) path.add(heading);
        String joined = String.join(" \u203A ", path);
        return joined.length() <= MAX_HEADING_CHARS ? joined : joined.substring(0, MAX_HEADING_CHARS - 1) + "\u2026";
    }
}
