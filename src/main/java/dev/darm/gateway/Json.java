package dev.darm.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/** JSON in and out. Input is strict: UTF-8, one object, nothing after it, no unknown field. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object in {@code bytes}; {@code expected} shows what one looks like. */
    static ObjectNode object(byte[] bytes, String expected) {
        JsonNode node;
        try {
            node = MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw Refusal.badRequest("invalid-utf8", "the body is not UTF-8", expected);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw Refusal.badRequest(
                    "malformed-json", "malformed JSON" + where + ": " + e.getOriginalMessage(), expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (node instanceof ObjectNode object) return object;
        throw Refusal.badRequest("malformed-json", "the body is not a JSON object", expected);
    }

    /** Refuses fields other than {@code known}. */
    static void onlyFields(ObjectNode object, List<String> known, String expected) {
        TreeSet<String> unknown = new TreeSet<>();
        object.fieldNames().forEachRemaining(unknown::add);
        known.forEach(unknown::remove);
        if (!unknown.isEmpty())
            throw Refusal.badRequest("unknown-field", "unknown field '" + unknown.first() + "'", expected);
    }

    /** A value as plain Java: a string, a number, a boolean, or a list or map of those. */
    static Object value(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    /** The text in a field that must be there. */
    static String text(ObjectNode object, String field, String expected) {
        JsonNode node = object.get(field);
        if (node == null || !node.isTextual())
            throw Refusal.badRequest("missing-field", "'" + field + "' must be a string", expected);
        return node.textValue();
    }
}
