package dev.darm.encoding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a stream as lines of UTF-8 and refuses what is no text, before it has cost memory: never more than one line over
 * the limit is held. Lines end at LF or CRLF; other control characters become spaces; a byte order mark is dropped.
 */
final class TextLines {

    /** Why a stream is no readable text; the message names the line. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /** More control characters than one in this many, tabs and line ends apart, and it is no text. */
    private static final int CONTROL_SHARE = 50;

    private final DocumentReader.Limits limits;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private long bytes;
    private long characters;
    private long controls;

    private TextLines(DocumentReader.Limits limits) {
        this.limits = limits;
    }

    /** The lines of {@code in} without their ends; element 0 is line 1. */
    static List<String> read(InputStream in, DocumentReader.Limits limits) throws IOException, Refused {
        TextLines reading = new TextLines(limits);
        byte[] buffer = new byte[16 << 10];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) reading.take(buffer, read);
        reading.end();
        return reading.lines;
    }

    private void take(byte[] buffer, int length) throws Refused {
        bytes += length;
        int from = 0;
        for (int i = 0; i < length; i++) {
            byte b = buffer[i];
            if (b == 0) throw new Refused("line " + (lines.size() + 1) + " holds a NUL byte: not a text file");
            if (b != '\n') continue;
            append(buffer, from, i);
            finish();
            from = i + 1;
        }
        append(buffer, from, length);
        if (bytes > limits.maxDocumentBytes())
            throw new Refused("longer than %,d bytes".formatted(limits.maxDocumentBytes()));
    }

    private void append(byte[] buffer, int from, int to) throws Refused {
        if (line.size() + to - from > limits.maxLineBytes())
            throw new Refused("line %d is longer than %,d bytes".formatted(lines.size() + 1, limits.maxLineBytes()));
        line.write(buffer, from, to - from);
    }

    private void finish() throws Refused {
        String text;
        try {
            text = decoder.decode(ByteBuffer.wrap(line.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw new Refused("line " + (lines.size() + 1) + " is not valid UTF-8");
        }
        line.reset();
        if (lines.isEmpty() && text.startsWith("\uFEFF")) text = text.substring(1);
        if (text.endsWith("\r")) text = text.substring(0, text.length() - 1);
        lines.add(withoutControls(text));
    }

    private String withoutControls(String text) {
        characters += text.length() + 1;
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != 0x7F || c == '\t') continue;
            if (c != '\f' && c != '\r') controls++;
            if (clean == null) clean = new StringBuilder(text);
            clean.setCharAt(i, ' ');
        }
        return clean == null ? text : clean.toString();
    }

    private void end() throws Refused {
        if (line.size() > 0) finish();
        if (controls * CONTROL_SHARE > characters)
            throw new Refused(
                    "%,d of %,d characters are control characters: not a text file".formatted(controls, characters));
    }
}
