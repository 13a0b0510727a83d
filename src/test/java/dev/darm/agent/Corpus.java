package dev.darm.agent;

import dev.darm.codec.Hash;
import dev.darm.encoding.ClaimExtractor;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Claims of a Markdown text: its headings and paragraphs are cut here, the claims by the extractor. */
public final class Corpus {

    private Corpus() {}

    public static List<ExtractedClaim> claims(String resource) throws IOException {
        try (InputStream in = Corpus.class.getResourceAsStream("/" + resource)) {
            return ofMarkdown(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static List<ExtractedClaim> ofMarkdown(String uri, String markdown) {
        List<ExtractedClaim> claims = new ArrayList<>();
        List<String> headings = new ArrayList<>();
        int line = 1;
        for (String block : markdown.split("\n\n")) {
            if (block.startsWith("#")) {
                int level = block.indexOf(' ');
                while (headings.size() >= level) headings.removeLast();
                headings.add(block.substring(level + 1).strip());
            } else {
                claims.addAll(ClaimExtractor.extract(
                        new Passage(uri, line, String.join(" › ", headings), block.strip(), Optional.empty())));
            }
            line += (int) block.lines().count() + 1;
        }
        return claims;
    }

    /** The claim as a block would commit it. */
    public static LongTermEntry entry(ExtractedClaim claim, Standing standing) {
        return new LongTermEntry(
                Hash.of("salt " + claim.claim().normalised()),
                claim.claim(),
                List.of(claim.source()),
                claim.heading(),
                0.9,
                0.6,
                7,
                standing,
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
