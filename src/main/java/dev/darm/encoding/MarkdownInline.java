package dev.darm.encoding;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Takes the markup out of Markdown text: links and images become their text, emphasis, HTML tags and footnote marks go,
 * entities and escapes become characters; code spans stay as they are, backticks included. The number of line breaks never
 * changes, so line numbers hold.
 */
final class MarkdownInline {

    /** Nothing that spans more is markup; without a bound, a hostile text would cost quadratic time. */
    private static final int LONGEST_SPAN = 2000;

    private static final int LONGEST_ENTITY = 9;
    private static final int DEEPEST_EMPHASIS = 32;
    private static final Set<String> TAGS = StopWords.words("""
            a abbr b blockquote br center code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p
            picture pre q s small source span strong sub summary sup svg table tbody td tfoot th thead tr tt u ul var video
            """);
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("#39", "'"),
            Map.entry("nbsp", " "),
            Map.entry("ndash", "\u2013"),
            Map.entry("mdash", "\u2014"),
            Map.entry("hellip", "\u2026"),
            Map.entry("times", "\u00D7"),
            Map.entry("rarr", "\u2192"),
            Map.entry("le", "\u2264"),
            Map.entry("ge", "\u2265"));

    /** An emphasis mark that may open: where it stands in the output. */
    private record Mark(char c, int length, int at) {}

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Mark> open = new ArrayDeque<>();

    private MarkdownInline(String text) {
        this.text = text;
    }

    static String plain(String text) {
        MarkdownInline reading = new MarkdownInline(text);
        int at = 0;
        while (at < text.length()) at = reading.step(at);
        return reading.out.toString();
    }

    /** Reads what starts at {@code at} and returns where to go on. */
    private int step(int at) {
        char c = text.charAt(at);
        int next =
                switch (c) {
                    case '\\' -> escape(at);
                    case '`' -> code(at);
                    case '!' -> at + 1 < text.length() && text.charAt(at + 1) == '[' ? link(at + 1) : at;
                    case '[' -> link(at);
                    case '<' -> tag(at);
                    case '&' -> entity(at);
                    case '*', '_', '~' -> emphasis(at, c);
                    default -> at;
                };
        if (next > at) return next;
        out.append(c);
        return at + 1;
    }

    private int escape(int at) {
        if (at + 1 >= text.length()) return at;
        char next = text.charAt(at + 1);
        if (next == '\n') return at + 1;
        // An escaped bar stays escaped: it must not part the cells of a table.
        if (next == '|' || "\\`*_{}[]()#+-.!<>~&\"'$:/=^".indexOf(next) < 0) return at;
        out.append(next);
        return at + 2;
    }

    private int code(int at) {
        int length = run(at, '`');
        int last = Math.min(text.length(), at + length + LONGEST_SPAN);
        for (int i = at + length; i < last; i++) {
            if (text.charAt(i) != '`') continue;
            int closing = run(i, '`');
            if (closing == length) {
                out.append(text, at, i + closing);
                return i + closing;
            }
            i += closing - 1;
        }
        out.append(text, at, at + length);
        return at + length;
    }

    /** A link, image or footnote mark that starts with the bracket at {@code at}; {@code at} itself when it is none. */
    private int link(int at) {
        int close = closing(at, '[', ']');
        if (close < 0) return at;
        String label = text.substring(at + 1, close);
        if (label.startsWith("^")) return close + 1;
        if (close + 1 >= text.length()) return at;
        char after = text.charAt(close + 1);
        int end = after == '(' ? closing(close + 1, '(', ')') : after == '[' ? closing(close + 1, '[', ']') : -1;
        if (end < 0) return at;
        out.append(plain(label));
        keepLineBreaks(close + 1, end);
        return end + 1;
    }

    private int tag(int at) {
        int end = text.indexOf('>', at, Math.min(text.length(), at + LONGEST_SPAN));
        if (end < 0) return at;
        String inside = text.substring(at + 1, end);
        if (inside.matches("[a-zA-Z][a-zA-Z0-9+.-]*:[^\\s<]*|[^\\s<@]+@[^\\s<@]+")) {
            out.append(inside);
            return end + 1;
        }
        String name = inside.replaceFirst("(?s)^/?([a-zA-Z0-9]*).*$", "$1").toLowerCase(Locale.ROOT);
        if (!TAGS.contains(name)) return at;
        if (name.equals("br")) out.append(' ');
        keepLineBreaks(at, end);
        return end + 1;
    }

    private int entity(int at) {
        int end = text.indexOf(';', at, Math.min(text.length(), at + LONGEST_ENTITY));
        if (end < 0) return at;
        String character = ENTITIES.get(text.substring(at + 1, end));
        if (character == null) return at;
        out.append(character);
        return end + 1;
    }

    /** Emphasis marks stand outside words: {@code snake_case} and {@code 2*3} have none. */
    private int emphasis(int at, char c) {
        int length = run(at, c);
        int end = at + length;
        boolean wordBefore = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
        boolean wordAfter = end < text.length() && Character.isLetterOrDigit(text.charAt(end));
        boolean closes = !wordAfter && at > 0 && !Character.isWhitespace(text.charAt(at - 1));
        boolean opens = !wordBefore && end < text.length() && !Character.isWhitespace(text.charAt(end));
        if (closes && close(c, length)) return end;
        if (opens && open.size() < DEEPEST_EMPHASIS) open.push(new Mark(c, length, out.length()));
        out.append(text, at, end);
        return end;
    }

    /** Takes the last open mark like this one out of the output; marks opened after it were none. */
    private boolean close(char c, int length) {
        Iterator<Mark> marks = open.iterator();
        while (marks.hasNext()) {
            Mark mark = marks.next();
            if (mark.c() != c || mark.length() != length) continue;
            out.delete(mark.at(), mark.at() + length);
            while (!open.pop().equals(mark)) {
                // Pops this mark and all above it.
            }
            return true;
        }
        return false;
    }

    private int closing(int at, char opening, char closing) {
        int depth = 0;
        int last = Math.min(text.length(), at + LONGEST_SPAN);
        for (int i = at; i < last; i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == opening) depth++;
            else if (c == closing && --depth == 0) return i;
        }
        return -1;
    }

    private void keepLineBreaks(int from, int to) {
        for (int i = from; i < to; i++) if (text.charAt(i) == '\n') out.append('\n');
    }

    private int run(int at, char c) {
        int end = at;
        while (end < text.length() && text.charAt(end) == c) end++;
        return end - at;
    }
}
