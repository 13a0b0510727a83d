package dev.darm.encoding;

import java.util.ArrayList;
import java.util.List;

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

    private static final int CODE_INDENT = 4;

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
        return lines.stream().allMatch(line -> line.text().isBlank() || BlockMarks.indent(line.text()) >= CODE_INDENT);
    }

    private void run() {
        int at = 0;
        while (at < lines.size()) {
            String text = lines.get(at).text();
            if (BlockMarks.fence(text).isPresent()) {
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
        int mark = BlockMarks.listMark(line.text());
        if (line.text().isBlank()) {
            flush();
        } else if (mark > 0) {
            flush();
            item = true;
            open.add(new Line(line.text().substring(mark), line.number()));
        } else {
            open.add(line);
        }
    }

    private void flush() {
        boolean pairs = !item && open.size() > 1 && open.stream().allMatch(line -> BlockMarks.keyValue(line.text()));
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
        String mark = BlockMarks.fence(lines.get(opening).text()).orElseThrow();
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
                && BlockMarks.tableRule(lines.get(at + 1).text());
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
