package dev.darm.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a passage into prose, list items, table rows and code, each with its source lines. */
final class PassageBlocks {

    sealed interface Block {}

    /** Running text: a paragraph, or one {@code key: value} line. */
    record Prose(Folded text) implements Block {}

    /** One list item without its marker, with the lines that continue it. */
    record Item(Folded text) implements Block {}

    /** A table row, its cells paired with the column heads; no cell is blank. */
    record Row(Folded text) implements Block {}

    /** Lines between code fences. */
    record Code(List<String> lines) implements Block {}

    private record Line(String text, int number) {}

    /** {@code - x}, {@code * x}, {@code 1. x}, {@code 2) x}, each perhaps with a check box. */
    static final Pattern LIST_MARK = Pattern.compile("^\\s*(?:[-*+\u2022]|\\d{1,3}[.)])\\s+(?:\\[[ xX]]\\s+)?(?=\\S)");

    static final Pattern FENCE = Pattern.compile("^\\s*(`{3,}|~{3,})[^`]*$");
    static final Pattern TABLE_RULE = Pattern.compile("^\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*$");
    static final Pattern KEY_VALUE =
            Pattern.compile("^\\s*[\\p{L}_`\"][\\p{L}\\p{N} _./()`\"\u2019'-]{0,59}(?::|\\s*=)\\s+\\S.*$");

    private static final Pattern INDENTED = Pattern.compile("^(?: {4}|\t).*");

    private final List<Line> lines = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private List<Line> open = new ArrayList<>();
    private boolean item;

    private PassageBlocks(String text, int firstLine) {
        int number = firstLine;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            // U+2028 breaks a line of the text but not of the file: a JSON string may hold several lines.
            if (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\u2028') continue;
            lines.add(new Line(text.substring(from, i), number));
            from = i + 1;
            if (i < text.length() && text.charAt(i) == '\n') number++;
        }
    }

    /** The blocks of {@code text}, whose first character stands on line {@code firstLine}, in order. */
    static List<Block> of(String text, int firstLine) {
        PassageBlocks cut = new PassageBlocks(text, firstLine);
        if (cut.allIndented()) return List.of();
        cut.run();
        return cut.blocks;
    }

    /** A passage that is indented throughout is Markdown's other way to write code. */
    private boolean allIndented() {
        return lines.stream()
                .allMatch(line ->
                        line.text().isBlank() || INDENTED.matcher(line.text()).matches());
    }

    private void run() {
        int at = 0;
        while (at < lines.size()) {
            String text = lines.get(at).text();
            if (FENCE.matcher(text).matches()) {
                flush();
                at = code(at);
            } else if (tableAt(at)) {
                flush();
                at = table(at);
            } else {
                prose(lines.get(at));
                at++;
            }
        }
        flush();
    }

    private void prose(Line line) {
        Matcher mark = LIST_MARK.matcher(line.text());
        if (line.text().isBlank()) {
            flush();
        } else if (mark.find()) {
            flush();
            item = true;
            open.add(new Line(line.text().substring(mark.end()), line.number()));
        } else {
            open.add(line);
        }
    }

    private void flush() {
        boolean pairs = !item
                && open.size() > 1
                && open.stream().allMatch(line -> KEY_VALUE.matcher(line.text()).matches());
        if (pairs) {
            for (Line line : open) blocks.add(new Prose(new Folded().add(line.text(), line.number())));
        } else if (!open.isEmpty()) {
            Folded text = new Folded();
            for (Line line : open) text.add(line.text(), line.number());
            blocks.add(item ? new Item(text) : new Prose(text));
        }
        open = new ArrayList<>();
        item = false;
    }

    private int code(int opening) {
        String fence = lines.get(opening).text().strip();
        String mark = fence.substring(0, 3);
        List<String> code = new ArrayList<>();
        int at = opening + 1;
        while (at < lines.size() && !lines.get(at).text().strip().startsWith(mark)) {
            String text = lines.get(at++).text().strip();
            if (!text.isEmpty()) code.add(text);
        }
        blocks.add(new Code(List.copyOf(code)));
        return at + 1;
    }

    private boolean tableAt(int at) {
        return at + 1 < lines.size()
                && lines.get(at).text().indexOf('|') >= 0
                && lines.get(at + 1).text().indexOf('|') >= 0
                && TABLE_RULE.matcher(lines.get(at + 1).text()).matches();
    }

    private int table(int head) {
        List<String> heads = cells(lines.get(head).text());
        int at = head + 2;
        while (at < lines.size() && lines.get(at).text().indexOf('|') >= 0) {
            row(heads, lines.get(at));
            at++;
        }
        return at;
    }

    private void row(List<String> heads, Line line) {
        List<String> cells = cells(line.text());
        StringBuilder text = new StringBuilder();
        int filled = 0;
        boolean bare = false;
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (cell.isEmpty() || cell.equals("-") || cell.equals("\u2013") || cell.equals("\u2014")) continue;
            if (filled++ > 0) text.append(bare ? " \u2014 " : "; ");
            String head = i < heads.size() ? heads.get(i) : "";
            bare = head.isEmpty();
            if (!bare) text.append(head).append(": ");
            text.append(cell);
        }
        if (filled > 1) blocks.add(new Row(new Folded().add(text.toString(), line.number())));
    }

    /** The cells of a row; a bar inside a code span or behind a backslash parts nothing. */
    static List<String> cells(String row) {
        String text = row.strip();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean code = false;
        for (int i = text.startsWith("|") ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '`') code = !code;
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '|') {
                cell.append('|');
                i++;
            } else if (c == '|' && !code) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (!cell.toString().isBlank()) cells.add(cell.toString().strip());
        return cells;
    }
}
