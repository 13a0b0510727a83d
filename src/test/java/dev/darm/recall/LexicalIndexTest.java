package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.encoding.Terms;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LexicalIndexTest {

    private final Directory directory = new ByteBuffersDirectory();
    private LexicalIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new LexicalIndex(directory);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    private static MemoryKey key(Tier tier, int number) {
        return new MemoryKey(tier, Hash.of("key " + number));
    }

    private List<MemoryKey> find(String text) throws IOException {
        return index.search(Terms.informative(text), 10).ranked().stream()
                .map(LexicalIndex.Ranked::key)
                .toList();
    }

    @Test
    void aWordIsFoundUnderItsOtherFormsInEveryField() throws IOException {
        index.put(key(Tier.STM, 1), "The collector evaluates alarms.", "", "a.md");
        index.put(key(Tier.LTM, 2), "Nothing else here.", "Alarms", "b.md");
        index.put(key(Tier.STM, 3), "Nothing else there.", "", "docs/alarm-rules.md");
        index.put(key(Tier.STM, 4), "Nothing at all.", "", "c.md");

        assertThat(find("evaluating")).containsExactly(key(Tier.STM, 1));
        assertThat(find("alarm")).containsExactlyInAnyOrder(key(Tier.STM, 1), key(Tier.LTM, 2), key(Tier.STM, 3));
        assertThat(find("whatever")).isEmpty();
    }

    @Test
    void theClaimThatHasMoreOfTheWordsAndTheRarerOnesIsFirst() throws IOException {
        for (int i = 0; i < 20; i++) index.put(key(Tier.STM, i), "Port " + i + " is open.", "", "a.md");
        index.put(key(Tier.LTM, 99), "The gateway has a port.", "", "a.md");

        assertThat(find("gateway port").getFirst()).isEqualTo(key(Tier.LTM, 99));
        LexicalIndex.Ranking ranking = index.search(List.of("port", "gateway", "unheard"), 3);
        assertThat(ranking.weights().get("port")).isLessThan(ranking.weights().get("gateway"));
        assertThat(ranking.weights().get("gateway"))
                .isLessThan(ranking.weights().get("unheard"));
    }

    @Test
    void equalScoresStandInTheOrderOfTheirKeysLongTermFirst() throws IOException {
        index.put(key(Tier.STM, 1), "The buoy is red.", "", "a.md");
        index.put(key(Tier.LTM, 2), "The buoy is red.", "", "a.md");
        index.put(key(Tier.STM, 3), "The buoy is red.", "", "a.md");

        List<MemoryKey> found = find("buoy");
        assertThat(found).isSorted().hasSize(3);
        assertThat(found.getFirst().tier()).isEqualTo(Tier.LTM);
    }

    @Test
    void whatIsPutAgainIsReplacedAndWhatIsRemovedIsGoneAtTheNextSearch() throws IOException {
        index.put(key(Tier.STM, 1), "The buoy is red.", "", "a.md");
        assertThat(find("red")).hasSize(1);
        index.put(key(Tier.STM, 1), "The buoy is green.", "", "a.md");
        assertThat(find("red")).isEmpty();
        assertThat(find("green")).hasSize(1);
        assertThat(index.size()).isEqualTo(1);

        index.remove(key(Tier.STM, 1));
        assertThat(find("green")).isEmpty();
    }

    @Test
    void openingTheIndexClearsWhatTheLastRunLeft() throws IOException {
        index.put(key(Tier.STM, 1), "The buoy is red.", "", "a.md");
        assertThat(find("buoy")).hasSize(1);
        index.close();

        index = new LexicalIndex(directory);

        assertThat(find("buoy")).isEmpty();
        assertThat(index.size()).isZero();
    }

    @Test
    void aWordWithoutEndOrAQuestionOfThousandsOfWordsDoesNoHarm() throws IOException {
        index.put(key(Tier.STM, 1), "x".repeat(100_000) + " buoy", "", "a.md");
        assertThat(find("buoy")).hasSize(1);

        StringBuilder many = new StringBuilder("buoy");
        for (int i = 0; i < 5000; i++) many.append(" w").append(i);
        assertThat(find(many.toString())).hasSize(1);
        assertThat(index.search(List.of(), 5).ranked()).isEmpty();
    }
}
