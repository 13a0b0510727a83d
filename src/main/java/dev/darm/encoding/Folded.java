package dev.darm.encoding;

import java.util.Arrays;

/** Text with its white space folded to single spaces, and the source line of each character. Built line by line. */
final class Folded {

    private final StringBuilder text = new StringBuilder();
    private int[] lines = new int[64];

    /** Adds source text of line {@code line}; a space parts it from what came before. */
    Folded add(String more, int line) {
        boolean gap = text.length() > 0;
        for (int i = 0; i < more.length(); i++) {
            char c = more.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = text.length() > 0;
            } else {
                if (gap) put(' ', line);
                gap = false;
                put(c, line);
            }
        }
        return this;
    }

    private void put(char c, int line) {
        if (text.length() == lines.length) lines = Arrays.copyOf(lines, lines.length * 2);
        lines[text.length()] = line;
        text.append(c);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** The line of the character at {@code offset}. */
    int line(int offset) {
        return lines[offset];
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
