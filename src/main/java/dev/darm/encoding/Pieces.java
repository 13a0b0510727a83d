package dev.darm.encoding;

import dev.darm.memory.Passage;
import java.util.ArrayList;
import java.util.List;

/** Cuts text that is too long for one passage, at the end of a sentence, a line or a word, in that order. */
final class Pieces {

    /** A piece without blank lines or spaces around it, and the source line of its first character. */
    record Piece(String text, int line) {}

    private static final int CODE_INDENT = 4;

    private Pieces() {}

    /** The pieces of {@code text}, whose first character is on {@code line}; none when it is blank. */
    static List<Piece> of(String text, int line) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int at = line;
        while (start < text.length()) {
            int end = end(text, start);
            // Blank lines go; the indentation of a first line of code stays: it tells code from prose.
            int first = start;
            for (int i = start; i < end && Character.isWhitespace(text.charAt(i)); i++)
                if (text.charAt(i) == '\n') first = i + 1;
            int before = newlines(text, start, first);
            String piece = text.substring(first, end).stripTrailing();
            boolean code = start == 0 && BlockMarks.indent(piece) >= CODE_INDENT;
            if (!piece.isBlank()) pieces.add(new Piece(code ? piece : piece.stripLeading(), at + before));
            at += newlines(text, start, end);
            start = end;
        }
        return pieces;
    }

    private static int end(String text, int start) {
        int limit = start + Passage.MAX_CHARS;
        if (limit >= text.length()) return text.length();
        int least = start + Passage.MAX_CHARS / 2;
        int sentence = Math.max(text.lastIndexOf(". ", limit - 2), text.lastIndexOf(".\n", limit - 2)) + 1;
        if (sentence > least) return sentence;
        int newline = text.lastIndexOf('\n', limit - 1) + 1;
        if (newline > least) return newline;
        int space = text.lastIndexOf(' ', limit - 1) + 1;
        if (space > least) return space;
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }

    private static int newlines(String text, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) if (text.charAt(i) == '\n') count++;
        return count;
    }
}
