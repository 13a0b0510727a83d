package dev.darm.encoding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts text into words. A word may be a compound: {@code akka.cluster.seed-nodes}, {@code StmShard}, {@code sha256} and
 * {@code 40ms} are each one word of several parts. Numbers with points ({@code 3.14}, {@code 2.8.5}) are one part; the
 * commas of {@code 1,048,576} are dropped. Everything is lower case, compatibility-decomposed and without accents.
 */
final class Words {

    /**
     * A word.
     *
     * @param whole the word as one piece
     * @param parts its parts, at least one; for a simple word the word itself
     */
    record Word(String whole, List<String> parts) {
        boolean compound() {
            return parts.size() > 1;
        }
    }

    private static final int SHORTEST_CAMEL_PART = 2;
    private static final String JOINERS = ".-_/:@&'";

    private final String text;
    private final List<Word> words = new ArrayList<>();

    private Words(String text) {
        this.text = text;
    }

    /** The words of {@code text} in order. */
    static List<Word> of(String text) {
        Words cut = new Words(folded(text));
        cut.run();
        return cut.words;
    }

    private static String folded(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) return text;
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c >= 0x300 && c <= 0x36F) continue;
            kept.append(
                    switch (c) {
                        case '\u2010', '\u2212' -> '-';
                        case '\u2019' -> '\'';
                        default -> c;
                    });
        }
        return Normalizer.normalize(kept, Normalizer.Form.NFC);
    }

    private void run() {
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (Character.isIdeographic(c)) {
                at = ideograph(at, c);
            } else if (wordly(c)) {
                int end = end(at);
                word(text.substring(at, end));
                at = end;
            } else {
                if (c == '%') simple("percent");
                at += Character.charCount(c);
            }
        }
    }

    private int ideograph(int at, int c) {
        simple(Character.toString(c));
        return at + Character.charCount(c);
    }

    /** The end of the word that starts at {@code from}: a joiner belongs to it when the word goes on behind it. */
    private int end(int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (goesOn(at)) {
                at += Character.charCount(c);
            } else if (at + 1 < text.length() && joins(at) && goesOn(at + 1)) {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }

    private boolean goesOn(int at) {
        int c = text.codePointAt(at);
        return wordly(c) && !Character.isIdeographic(c);
    }

    private boolean joins(int at) {
        char c = text.charAt(at);
        return JOINERS.indexOf(c) >= 0 || c == ',' && thousands(at);
    }

    private boolean thousands(int comma) {
        return digit(comma - 1)
                && digit(comma + 1)
                && digit(comma + 2)
                && digit(comma + 3)
                && !digit(comma + 4)
                && !(digit(comma - 2) && digit(comma - 3) && digit(comma - 4));
    }

    private boolean digit(int at) {
        return at >= 0 && at < text.length() && Character.isDigit(text.charAt(at));
    }

    private void simple(String word) {
        words.add(new Word(word, List.of(word)));
    }

    private void word(String raw) {
        String word = raw.indexOf(',') < 0 ? raw : raw.replace(",", "");
        int quote = word.lastIndexOf('\'');
        if (quote > 0) {
            apostrophe(word, quote);
            return;
        }
        List<String> parts = new ArrayList<>(2);
        int start = 0;
        for (int i = 1; i <= word.length(); i++) {
            if (i == word.length() || separates(word, i)) {
                if (i > start) parts.add(word.substring(start, i));
                start = i + 1;
            }
        }
        String whole = lower(word);
        List<String> pieces = new ArrayList<>(parts.size());
        for (String part : parts) pieces(part, pieces);
        words.add(new Word(whole, pieces.isEmpty() ? List.of(whole) : List.copyOf(pieces)));
    }

    /** Whether {@code i} is a joiner that parts the word; the point of a number does not. */
    private static boolean separates(String word, int i) {
        char c = word.charAt(i);
        if (JOINERS.indexOf(c) < 0) return false;
        return !(c == '.' && Character.isDigit(word.charAt(i - 1)) && Character.isDigit(word.charAt(i + 1)));
    }

    /** Cuts at the turn from letters to digits and back, and at the humps of camelCase. */
    private static void pieces(String part, List<String> into) {
        List<String> camel = new ArrayList<>(2);
        int start = 0;
        for (int i = 1; i <= part.length(); i++) {
            if (i == part.length() || numeric(part.charAt(i)) != numeric(part.charAt(i - 1))) {
                camel(part.substring(start, i), camel);
                start = i;
            }
        }
        for (String piece : camel) into.add(lower(piece));
    }

    private static void camel(String piece, List<String> into) {
        List<String> humps = new ArrayList<>(2);
        int start = 0;
        for (int i = 1; i <= piece.length(); i++) {
            if (i == piece.length() || hump(piece, i)) {
                humps.add(piece.substring(start, i));
                start = i;
            }
        }
        // GiB, iOS and eBPF are words, not humps.
        boolean real = humps.stream().allMatch(hump -> hump.length() >= SHORTEST_CAMEL_PART);
        if (real) into.addAll(humps);
        else into.add(piece);
    }

    private static boolean hump(String piece, int i) {
        if (!Character.isUpperCase(piece.charAt(i))) return false;
        return Character.isLowerCase(piece.charAt(i - 1))
                || i + 1 < piece.length() && Character.isLowerCase(piece.charAt(i + 1));
    }

    /** {@code Akka's} is akka; {@code doesn't} is does and not; {@code we'll} is we and ll. */
    private void apostrophe(String word, int quote) {
        String lower = lower(word);
        if (lower.endsWith("n't")) {
            String stem = lower.substring(0, lower.length() - 3);
            simple(
                    switch (stem) {
                        case "ca" -> "can";
                        case "wo" -> "will";
                        case "sha" -> "shall";
                        default -> stem;
                    });
            simple("not");
            return;
        }
        String before = word.substring(0, quote);
        word(before);
        String after = lower.substring(quote + 1);
        if (!after.equals("s")) simple(after);
    }

    private static boolean wordly(int c) {
        return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static boolean numeric(char c) {
        return Character.isDigit(c) || c == '.';
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
