package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MempoolTest {

    private final Mempool mempool = new Mempool(new Mempool.Limits(3, 10, 2));

    @Test
    void payloadsWaitInTheOrderOfArrivalEachOnce() {
        mempool.add(payload("b"));
        mempool.add(payload("a"));

        assertThat(mempool.add(payload("b"))).isEqualTo(Mempool.Added.KNOWN);
        assertThat(mempool.first(10, 100)).containsExactly(payload("b"), payload("a"));
        assertThat(mempool.size()).isEqualTo(2);
    }

    @Test
    void itIsBoundedByNumberAndByBytes() {
        assertThat(mempool.add(payload("12345678901"))).isEqualTo(Mempool.Added.FULL);
        for (String text : List.of("a", "b", "c"))
            assertThat(mempool.add(payload(text))).isEqualTo(Mempool.Added.WAITS);

        assertThat(mempool.add(payload("d"))).isEqualTo(Mempool.Added.FULL);
        assertThat(mempool.bytes()).isEqualTo(3);
    }

    @Test
    void whatIsCommittedIsDroppedAndALateCopyIsKnown() {
        mempool.add(payload("a"));

        mempool.committed(List.of(payload("a"), payload("never waited")));

        assertThat(mempool.isEmpty()).isTrue();
        assertThat(mempool.bytes()).isZero();
        assertThat(mempool.add(payload("a"))).isEqualTo(Mempool.Added.KNOWN);
        assertThat(mempool.add(payload("never waited"))).isEqualTo(Mempool.Added.KNOWN);
    }

    @Test
    void onlyTheLastCommittedAreRemembered() {
        mempool.committed(List.of(payload("a"), payload("b"), payload("c")));

        assertThat(mempool.add(payload("a"))).isEqualTo(Mempool.Added.WAITS);
        assertThat(mempool.add(payload("c"))).isEqualTo(Mempool.Added.KNOWN);
    }

    @Property(tries = 200)
    void aSelectionKeepsItsBounds(
            @ForAll @Size(max = 30) List<@IntRange(max = 50) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 10) int maxPayloads,
            @ForAll @IntRange(max = 200) int maxBytes) {
        Mempool wide = new Mempool(new Mempool.Limits(100, 10_000, 0));
        for (int i = 0; i < sizes.size(); i++) wide.add(payload(i + "x".repeat(sizes.get(i))));

        List<Payload> chosen = wide.first(maxPayloads, maxBytes);

        assertThat(chosen.size()).isLessThanOrEqualTo(maxPayloads);
        assertThat(chosen.stream().mapToInt(Payload::size).sum()).isLessThanOrEqualTo(maxBytes);
        assertThat(wide.size()).isEqualTo(sizes.size());
    }
}
