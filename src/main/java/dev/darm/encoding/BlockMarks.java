package dev.darm.encoding;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a line looks like: a fence, a rule, a heading, a list item. Hand-written where a regular expression would recurse or
 * backtrack over a hostile line; the expressions that are left only see lines of at most {@value #LONGEST_MARK} characters.
 */
final class BlockMarks {

    /** An ATX heading: level 1 to 6 and its text. */
    record Heading(int level, String text) {}

    private static final int LONGEST_MARK = 1000;
    private static final int CODE_INDENT = 4;
    private static final int SHORTEST_FENCE = 3;
    private static final int SHORTEST_RULE = 3;

    private static final Pattern LIST_MARK =
            Pattern.compile("^\\s*(?:[-*+\u2022]|\\d{1,3}[.)])\\s+(?:\\[[ xX]]\\s+)?(?=\\S)");
    private static final Pattern KEY_VALUE = Pattern.compile(
            "^\\s*[\\p{L}_`\"][\\p{L}\\p{N} _./()`\"\u2019'-]{0,59}(?::|\\s*=)\\s+\\S.*+$", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("^ {0,3}\\[[^]^]+]:\\s*+\\S.*+$");

    private BlockMarks() {}

    /** The length of a list marker such as {@code - }, {@code * }, {@code 1. } or {@code - [x] }; 0 when there is none. */
    static int listMark(String line) {
        // A marker is short, so what matters is the start of the line.
        var mark = LIST_MARK.matcher(line.substring(0, Math.min(line.length(), LONGEST_MARK)));
        return mark.find() ? mark.end() : 0;
    }

    /** {@code key: value} or {@code key = value}. */
    static boolean keyValue(String line) {
        return KEY_VALUE.matcher(line).matches();
    }

    /** The three marks that open or close a fenced code block. */
    static Optional<String> fence(String line) {
        String text = line.strip();
        if (!text.startsWith("```") && !text.startsWith("~~~")) return Optional.empty();
        char c = text.charAt(0);
        int end = SHORTEST_FENCE;
        while (end < text.length() && text.charAt(end) == c) end++;
        return c == '`' && text.indexOf('`', end) >= 0
                ? Optional.empty()
                : Optional.of(text.substring(0, SHORTEST_FENCE));
    }

    /** The line under the head of a table: cells of dashes, with colons for alignment, and at least one bar. */
    static boolean tableRule(String line) {
        if (line.indexOf('|') < 0 || line.indexOf('-') < 0) return false;
        String text = line.strip();
        int start = text.startsWith("|") ? 1 : 0;
        int end = text.endsWith("|") && text.length() > 1 ? text.length() - 1 : text.length();
        int from = start;
        for (int i = start; i <= end; i++) {
            if (i < end && text.charAt(i) != '|') continue;
            if (!dashes(text.substring(from, i).strip())) return false;
            from = i + 1;
        }
        return true;
    }

    /** Dashes with perhaps a colon at either end. */
    private static boolean dashes(String cell) {
        int from = cell.startsWith(":") ? 1 : 0;
        int to = cell.length() > 1 && cell.endsWith(":") ? cell.length() - 1 : cell.length();
        for (int i = from; i < to; i++) if (cell.charAt(i) != '-') return false;
        return to > from;
    }

    /** A thematic break: three or more of one of {@code - * _} and nothing else. */
    static boolean rule(String line) {
        if (indent(line) >= CODE_INDENT || line.isBlank()) return false;
        String text = line.strip();
        char c = text.charAt(0);
        if (c != '-' && c != '*' && c != '_') return false;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == c) count++;
            else if (text.charAt(i) != ' ' && text.charAt(i) != '\t') return false;
        }
        return count >= SHORTEST_RULE;
    }

    /** The level, 1 or 2, that this line gives the text above it: only equals signs, or only dashes; else 0. */
    static int underline(String line) {
        if (indent(line) >= CODE_INDENT || line.isBlank()) return 0;
        String text = line.strip();
        char c = text.charAt(0);
        if (c != '=' && c != '-' || c == '-' && text.length() < 2) return 0;
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) != c) return 0;
        return c == '=' ? 1 : 2;
    }

    static Optional<Heading> heading(String line) {
        if (indent(line) >= CODE_INDENT) return Optional.empty();
        String text = line.strip();
        int level = 0;
        while (level < text.length() && text.charAt(level) == '#') level++;
        if (level < 1 || level > 6) return Optional.empty();
        if (level < text.length() && text.charAt(level) != ' ' && text.charAt(level) != '\t') return Optional.empty();
        String title = text.substring(level).strip();
        int end = title.length();
        while (end > 0 && title.charAt(end - 1) == '#') end--;
        boolean closed = end < title.length() && (end == 0 || title.charAt(end - 1) == ' ');
        return Optional.of(new Heading(level, closed ? title.substring(0, end).strip() : title));
    }

    /** {@code line} without the marks of the quotations that it stands in. */
    static String unquoted(String line) {
        int at =
                indent(line) < CODE_INDENT ? line.length() - line.stripLeading().length() : line.length();
        if (at >= line.length() || line.charAt(at) != '>') return line;
        while (at < line.length() && line.charAt(at) == '>') {
            at++;
            if (at < line.length() && line.charAt(at) == ' ') at++;
        }
        return line.substring(at);
    }

    /** {@code [name]: address}, which defines a link and says nothing. */
    static boolean reference(String line) {
        return line.length() <= LONGEST_MARK && REFERENCE.matcher(line).matches();
    }

    /** Columns of white space at the start; a tab goes to the next multiple of four. */
    static int indent(String line) {
        int columns = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') columns += CODE_INDENT - columns % CODE_INDENT;
            else if (c == ' ') columns++;
            else return columns;
        }
        return columns;
    }
}
