package dev.darm.encoding;

import dev.darm.codec.Hash;
import dev.darm.encoding.PassageBlocks.Block;
import dev.darm.encoding.PassageBlocks.Code;
import dev.darm.encoding.PassageBlocks.Item;
import dev.darm.encoding.PassageBlocks.Prose;
import dev.darm.encoding.PassageBlocks.Row;
import dev.darm.encoding.Sentences.Span;
import dev.darm.memory.Claim;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import dev.darm.memory.SourceRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the claims of a passage (seed 002, Algorithm 10, {@code ExtractClaims}): pure, and the same bytes on every node,
 * because each head re-extracts a nominated claim from the passage.
 *
 * <p>A claim is a sentence as it stands, white space folded; a list item; a table row as {@code head: cell; head: cell};
 * a {@code key: value} line; or the three parts that a JSON line gave. A lead-in that ends with a colon takes the fragments
 * listed under it, or up to three lines of code, into one claim. Questions, headings, fragments and code are left out.
 * A claim that opens with a pronoun stays as it is: the heading gives its context.
 */
public final class ClaimExtractor {

    private static final int CODE_LINES = 3;
    private static final int CODE_CHARS = 300;

    private final Passage passage;
    private final Hash hash;
    private final Map<Hash, ExtractedClaim> found = new LinkedHashMap<>();

    private ClaimExtractor(Passage passage) {
        this.passage = passage;
        this.hash = passage.hash();
    }

    /** The claims of {@code passage} in order, none twice. */
    public static List<ExtractedClaim> extract(Passage passage) {
        ClaimExtractor reading = new ClaimExtractor(passage);
        if (passage.triple().isPresent()) {
            Claim claim = Claim.of(passage.triple().get());
            reading.add(claim, passage.firstLine());
        } else {
            reading.read(PassageBlocks.of(passage.text(), passage.firstLine()));
        }
        return List.copyOf(reading.found.values());
    }

    private void read(List<Block> blocks) {
        int at = 0;
        while (at < blocks.size()) {
            Block block = blocks.get(at++);
            switch (block) {
                case Prose prose -> at = prose(prose.text(), blocks, at);
                case Item item -> at = prose(item.text(), blocks, at);
                case Row row -> state(row.text(), 0, row.text().toString());
                case Code code -> {}
            }
        }
    }

    /** Reads running text and, when it leads in what follows, that too; returns the number of the next block to read. */
    private int prose(Folded text, List<Block> blocks, int next) {
        String whole = text.toString();
        List<Span> sentences = Sentences.of(whole);
        boolean leads = whole.endsWith(":") && next < blocks.size();
        for (Span span : leads ? sentences.subList(0, sentences.size() - 1) : sentences) sentence(text, whole, span);
        if (!leads) return next;
        Span lead = sentences.getLast();
        String leadIn = whole.substring(lead.from(), lead.to());
        return switch (blocks.get(next)) {
            case Code code -> {
                shortCode(text, lead.from(), leadIn, code);
                yield next + 1;
            }
            case Item item -> items(text, lead.from(), leadIn, blocks, next);
            case Prose prose -> next;
            case Row row -> next;
        };
    }

    private void shortCode(Folded text, int from, String leadIn, Code code) {
        String joined = String.join("; ", code.lines());
        if (!joined.isEmpty() && code.lines().size() <= CODE_LINES && joined.length() <= CODE_CHARS)
            state(text, from, leadIn + " " + joined);
    }

    /** Items that say something alone are claims; the fragments among them complete the lead-in. */
    private int items(Folded text, int from, String leadIn, List<Block> blocks, int first) {
        List<String> fragments = new ArrayList<>();
        int at = first;
        while (at < blocks.size() && blocks.get(at) instanceof Item item) {
            String words = item.text().toString();
            boolean fragment = !words.endsWith(":")
                    && Sentences.of(words).stream()
                            .noneMatch(span -> Assertion.states(words.substring(span.from(), span.to())));
            at = fragment ? at + 1 : prose(item.text(), blocks, at + 1);
            if (fragment && !words.endsWith("?")) fragments.add(words);
        }
        if (!fragments.isEmpty()) state(text, from, leadIn + " " + String.join("; ", fragments));
        return at;
    }

    private void sentence(Folded text, String whole, Span span) {
        String sentence = whole.substring(span.from(), span.to());
        if (Assertion.states(sentence)) state(text, span.from(), sentence);
    }

    /** Takes {@code words}, whose first character is the one at {@code from}, as a claim, or as several when too long. */
    private void state(Folded text, int from, String words) {
        int line = text.line(from);
        if (words.length() <= Claim.MAX_CHARS) {
            add(Claim.of(words), line);
            return;
        }
        int start = 0;
        while (start < words.length()) {
            int end = cut(words, start);
            String piece = words.substring(start, end).strip();
            boolean inSource = text.toString().startsWith(words, from);
            if (Assertion.states(piece)) add(Claim.of(piece), inSource ? text.line(from + start) : line);
            start = end;
            while (start < words.length() && words.charAt(start) == ' ') start++;
        }
    }

    /** Where to end a claim that starts at {@code start}: behind a semicolon, a comma or a word, else anywhere. */
    private static int cut(String words, int start) {
        int limit = start + Claim.MAX_CHARS;
        if (limit >= words.length()) return words.length();
        for (String mark : List.of("; ", ", ", " ")) {
            int at = words.lastIndexOf(mark, limit - mark.length());
            if (at > start) return at + mark.length();
        }
        return Character.isHighSurrogate(words.charAt(limit - 1)) ? limit - 1 : limit;
    }

    private void add(Claim claim, int line) {
        SourceRef source = new SourceRef(passage.uri(), line, hash);
        String text = claim.text();
        // A triple is a statement by construction: its words are not weighed for hedges.
        boolean plain = claim.triple().isPresent();
        double confidence = Assertion.confidence(plain ? "" : text);
        double uncertainty = Assertion.uncertainty(plain ? "" : text);
        found.putIfAbsent(claim.id(), new ExtractedClaim(claim, source, passage.heading(), confidence, uncertainty));
    }
}
