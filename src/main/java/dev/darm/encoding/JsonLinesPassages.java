package dev.darm.encoding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darm.encoding.DocumentReader.BadLine;
import dev.darm.memory.Claim;
import dev.darm.memory.Passage;
import dev.darm.memory.Triple;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * JSON lines into passages, one a line: {@code {"text": …}}, or {@code {"subject": …, "relation": …, "object": …}}, either
 * with {@code "source"} and {@code "time"} (an ISO date or instant). Source and time become the passage's heading, so that
 * answers show them; the document stays the file, because that is what is fed again when it changes. Other fields are
 * left alone. A bad line is reported and left out.
 */
final class JsonLinesPassages {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MAX_SOURCE_CHARS = 300;

    /** Why a line is bad, for people. */
    private static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad(String reason) {
            super(reason);
        }
    }

    private JsonLinesPassages() {}

    static List<Passage> of(String uri, List<String> lines, List<BadLine> badLines) {
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            try {
                passages.addAll(passages(uri, i + 1, lines.get(i)));
            } catch (Bad e) {
                badLines.add(new BadLine(i + 1, String.valueOf(e.getMessage())));
            }
        }
        return passages;
    }

    /** Whether {@code line} is one JSON object with a text or a subject. */
    static boolean isObject(String line) {
        if (!line.stripLeading().startsWith("{")) return false;
        try {
            JsonNode node = JSON.readTree(line);
            return node.isObject() && (node.has("text") || node.has("subject"));
        } catch (JsonProcessingException e) {
            // Then it is plain text that happens to start with a brace.
            return false;
        }
    }

    private static List<Passage> passages(String uri, int line, String json) throws Bad {
        JsonNode node = parsed(json);
        String heading = heading(node);
        if (node.has("text")) {
            if (node.has("subject")) throw new Bad("expected either a text or a subject, found both");
            // A line break inside the string is none of the file's: U+2028 keeps the lines apart and the count right.
            String text = string(node, "text").replace("\r\n", "\n").replace('\n', '\u2028');
            return Pieces.of(text, line).stream()
                    .map(piece -> new Passage(uri, line, heading, piece.text(), Optional.empty()))
                    .toList();
        }
        Triple triple = new Triple(string(node, "subject"), string(node, "relation"), string(node, "object"));
        String text = triple.subject() + " " + triple.relation() + " " + triple.object();
        if (text.length() > Claim.MAX_CHARS)
            throw new Bad("expected at most %d characters in the three parts, found %d"
                    .formatted(Claim.MAX_CHARS, text.length()));
        return List.of(new Passage(uri, line, heading, text, Optional.of(triple)));
    }

    private static JsonNode parsed(String json) throws Bad {
        try {
            JsonNode node = JSON.readTree(json);
            if (!node.isObject()) throw new Bad("expected a JSON object");
            return node;
        } catch (JsonProcessingException e) {
            throw new Bad("not JSON: " + e.getOriginalMessage());
        }
    }

    private static String heading(JsonNode node) throws Bad {
        List<String> parts = new ArrayList<>();
        if (node.has("source")) {
            String source = string(node, "source");
            if (source.length() > MAX_SOURCE_CHARS)
                throw new Bad("expected a source of at most %d characters, found %d"
                        .formatted(MAX_SOURCE_CHARS, source.length()));
            parts.add(source);
        }
        if (node.has("time")) parts.add(time(string(node, "time")));
        return String.join(" \u203A ", parts);
    }

    private static String time(String text) throws Bad {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).toString()
                    : Instant.parse(text).toString();
        } catch (DateTimeException e) {
            throw new Bad("expected a time such as 2026-03-01 or 2026-03-01T12:00:00Z, found " + text);
        }
    }

    /** A field that is a string, or a number or boolean in its written form; not blank. */
    private static String string(JsonNode node, String field) throws Bad {
        JsonNode value = node.get(field);
        if (value == null) throw new Bad("expected a text, or a subject, a relation and an object; no " + field);
        if (!value.isValueNode() || value.isNull())
            throw new Bad("expected a string as " + field + ", found "
                    + value.getNodeType().name().toLowerCase(Locale.ROOT));
        String text = value.asText().strip();
        if (text.isEmpty()) throw new Bad(field + " is blank");
        return text;
    }
}
