package dev.darm.encoding;

import dev.darm.memory.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plain text into passages: a paragraph each, parted by blank lines. */
final class PlainPassages {

    private PlainPassages() {}

    static List<Passage> of(String uri, List<String> lines) {
        List<Passage> passages = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i < lines.size() && !lines.get(i).isBlank()) continue;
            String text = String.join("\n", lines.subList(start, i));
            for (Pieces.Piece piece : Pieces.of(text, start + 1))
                passages.add(new Passage(uri, piece.line(), "", piece.text(), Optional.empty()));
            start = i + 1;
        }
        return passages;
    }
}
