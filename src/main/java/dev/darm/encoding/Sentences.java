package dev.darm.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts folded text into sentences. The JDK's BreakIterator is not used: its rules change with the JDK, and every head must
 * find the same sentences.
 *
 * <p>A sentence ends at {@code . ! ?} or an ellipsis before a space and a capital, a digit, a quote, a bracket, or a
 * lower-case identifier ({@code akka.conf}). Not after an abbreviation, an initial or a list number; not inside code or
 * brackets. Points inside numbers, versions, file names and URLs have no space behind them and end nothing.
 */
final class Sentences {

    /** A sentence from {@code from} up to {@code to} of the text it was cut from, without surrounding spaces. */
    record Span(int from, int to) {}

    /** What never ends a sentence. Without the last point. */
    private static final Set<String> NEVER_LAST = StopWords.words("""
            e.g i.e eg ie cf vs viz resp approx ca incl excl esp fig figs eq eqs sec secs ch chap vol no nos nr pp ed eds
            dr mr mrs ms prof st gen col sgt rev hon dept est def thm lem cor prop ref refs tab al.g jan feb mar apr jun jul
            aug sep sept oct nov dec mt
            """);

    /** What may end one: it does when a capital follows. */
    private static final Set<String> MAYBE_LAST = StopWords.words("etc al inc ltd co corp jr sr a.m p.m u.s u.k ph.d");

    private static final int LONGEST_BRACKET = 300;

    private final String text;
    private final List<Span> spans = new ArrayList<>();

    private Sentences(String text) {
        this.text = text;
    }

    /** The sentences of {@code text}, whose white space is folded, in order. */
    static List<Span> of(String text) {
        Sentences cut = new Sentences(text);
        cut.run();
        return cut.spans;
    }

    private void run() {
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int skipped = skip(at, c);
            if (skipped > at) {
                if (bracketed(start, at, skipped)) {
                    add(start, skipped);
                    start = skipped;
                }
                at = skipped;
                continue;
            }
            int end = terminated(c) ? close(at) : -1;
            if (end >= 0 && ends(start, at, end)) {
                add(start, end);
                start = end;
                at = end;
            } else {
                at++;
            }
        }
        add(start, text.length());
    }

    /** Behind a code span or a bracket that starts here, when it closes soon; else {@code at}. */
    private int skip(int at, char c) {
        char closing =
                switch (c) {
                    case '`' -> '`';
                    case '(' -> ')';
                    case '[' -> ']';
                    default -> 0;
                };
        if (closing == 0) return at;
        int depth = 0;
        int last = Math.min(text.length(), at + LONGEST_BRACKET);
        for (int i = at + 1; i < last; i++) {
            char d = text.charAt(i);
            if (d == closing && depth == 0) return i + 1;
            if (d == closing) depth--;
            else if (d == c) depth++;
        }
        return at;
    }

    /** Whether the bracket from {@code at} to {@code end} is a sentence, or several, of its own. */
    private boolean bracketed(int start, int at, int end) {
        if (at != start + leading(start) || end + 1 >= text.length()) return false;
        return text.charAt(end) == ' ' && ".!?\u2026".indexOf(text.charAt(end - 2)) >= 0 && opens(end + 1);
    }

    private static boolean terminated(char c) {
        return c == '.' || c == '!' || c == '?' || c == '\u2026' || c == '\u3002';
    }

    /** The end of the run of closing marks that starts here: {@code ...}, {@code ?!}, and quotes and brackets behind. */
    private int close(int at) {
        int end = at + 1;
        while (end < text.length() && ".!?\u2026\"')]\u201D\u2019\u00BB*_".indexOf(text.charAt(end)) >= 0) end++;
        return end;
    }

    private boolean ends(int start, int at, int end) {
        if (end == text.length()) return true;
        char mark = text.charAt(at);
        if (mark == '\u3002') return true;
        if (text.charAt(end) != ' ') return false;
        boolean capital = opens(end + 1);
        if (mark != '.' || end > at + 1 && text.charAt(at + 1) == '.') return capital;
        String before = wordBefore(start, at);
        if (NEVER_LAST.contains(before) || initial(start, at, before) || number(start, at, before)) return false;
        if (MAYBE_LAST.contains(before)) return Character.isUpperCase(text.codePointAt(end + 1));
        return capital || identifier(end + 1);
    }

    private boolean opens(int next) {
        int c = text.codePointAt(next);
        return Character.isUpperCase(c)
                || Character.isDigit(c)
                || Character.isLetter(c) && !Character.isLowerCase(c)
                || "\"'`(['\u201C\u2018\u00AB*_-\u2013\u2014/$<>\u2264\u2265".indexOf(c) >= 0;
    }

    /** A lower-case word that no prose has: a path, a dotted or underscored name, a key with digits. */
    private boolean identifier(int next) {
        int end = text.indexOf(' ', next);
        String word = text.substring(next, end < 0 ? text.length() : end);
        for (int i = 1; i + 1 < word.length(); i++) {
            char c = word.charAt(i);
            if ((c == '.' || c == '_' || c == '/' || c == ':') && Character.isLetterOrDigit(word.charAt(i + 1)))
                return true;
            if (Character.isUpperCase(c)) return true;
        }
        return false;
    }

    private String wordBefore(int start, int at) {
        int from = at;
        while (from > start && text.charAt(from - 1) != ' ' && "([\"'\u201C".indexOf(text.charAt(from - 1)) < 0) from--;
        return text.substring(from, at).toLowerCase(Locale.ROOT);
    }

    /** {@code J. Smith}, but not {@code 10 A. The fuse}. */
    private boolean initial(int start, int at, String before) {
        if (before.length() != 1 || !Character.isUpperCase(text.charAt(at - 1))) return false;
        return at - 3 < start || !Character.isDigit(text.charAt(at - 3));
    }

    /** {@code 1. First} at the very start. */
    private boolean number(int start, int at, String before) {
        return at - before.length() == start + leading(start) && before.chars().allMatch(Character::isDigit);
    }

    private int leading(int start) {
        return start < text.length() && text.charAt(start) == ' ' ? 1 : 0;
    }

    private void add(int from, int to) {
        int first = from;
        int last = to;
        while (first < last && text.charAt(first) == ' ') first++;
        while (last > first && text.charAt(last - 1) == ' ') last--;
        if (last > first) spans.add(new Span(first, last));
    }
}
