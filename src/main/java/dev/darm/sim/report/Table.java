package dev.darm.sim.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table of short texts, for the terminal and for HTML. Columns of figures stand to the right. */
public final class Table {

    private static final Pattern FIGURE =
            Pattern.compile("-?[\\d,.:]+( ?(%|[µmn]?s|min|h|[KMGT]?i?B))?( \\d+ (s|min))?|–|");

    private final String title;
    private List<String> columns = List.of();
    private final List<List<String>> rows = new ArrayList<>();
    private String note = "";

    Table(String title) {
        this.title = title;
    }

    Table columns(String... names) {
        columns = List.of(names);
        return this;
    }

    Table row(Object... cells) {
        if (cells.length != columns.size())
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns of " + title);
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /** A sentence below the table. */
    Table note(String sentence) {
        note = sentence;
        return this;
    }

    public String title() {
        return title;
    }

    List<String> columns() {
        return columns;
    }

    List<List<String>> rows() {
        return rows;
    }

    String note() {
        return note;
    }

    /** Whether the column holds nothing but figures. */
    boolean figures(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> FIGURE.matcher(row.get(column)).matches());
    }

    /** The table as lines of text. */
    public String text() {
        StringBuilder text = new StringBuilder(title).append('\n');
        if (!rows.isEmpty()) {
            line(text, columns);
            for (List<String> row : rows) line(text, row);
        }
        if (!note.isEmpty()) text.append("  ").append(note).append('\n');
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = printable(cells.get(i));
            String gap = " ".repeat(width(i) - cell.length());
            line.append("  ").append(figures(i) ? gap + cell : cell + gap);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(columns.get(column).length()),
                        rows.stream().mapToInt(row -> printable(row.get(column)).length()))
                .max()
                .orElse(0);
    }

    /** Without what would move the terminal's cursor or colour it. */
    static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) return text;
        return text.chars()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
