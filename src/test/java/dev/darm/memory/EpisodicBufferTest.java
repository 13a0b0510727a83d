package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EpisodicBufferTest {

    @Property
    void theRingKeepsTheNewestInOrderWhateverIsPushedAndPopped(
            @ForAll @Size(max = 400) List<@DoubleRange(min = -0.3, max = 1) Double> steps) {
        EpisodicBuffer buffer = new EpisodicBuffer(64);
        Deque<Trace> model = new ArrayDeque<>();
        for (double step : steps) {
            if (step < 0) {
                assertThat(buffer.pop()).isEqualTo(Optional.ofNullable(model.pollFirst()));
            } else {
                Trace trace = trace("step", step);
                buffer.push(trace);
                model.addLast(trace);
                if (model.size() > 64) model.removeFirst();
            }
        }

        assertThat(buffer.traces()).containsExactlyElementsOf(model);
        assertThat(buffer.mostSalient(10)).hasSizeLessThanOrEqualTo(10);
        assertThat(buffer.mostSalient(400))
                .isSortedAccordingTo(Comparator.comparingDouble(Trace::salience).reversed())
                .containsExactlyInAnyOrderElementsOf(model);
    }

    @Test
    void noveltyIsOneMinusTheNearestTrace() {
        EpisodicBuffer buffer = new EpisodicBuffer(64);
        Claim other = Claim.of("Something else.");
        assertThat(buffer.novelty("elsewhere", other, of(1, 0), 1)).isEqualTo(1);

        buffer.push(trace(of(0, 1)));
        buffer.push(trace(of(0.6f, 0.8f)));

        assertThat(buffer.novelty("elsewhere", other, of(1, 0), 1)).isCloseTo(0.4, Offset.offset(1e-6));
        assertThat(buffer.novelty("elsewhere", other, of(0, 1), 1)).isCloseTo(0, Offset.offset(1e-6));
        assertThat(buffer.novelty("elsewhere", other, of(-1, 0), 1)).isEqualTo(1);
    }

    @Test
    void aTraceThatAnotherEncoderVersionMadeIsNotComparedWith() {
        EpisodicBuffer buffer = new EpisodicBuffer(64);
        buffer.push(trace(of(0, 1)));

        assertThat(buffer.novelty(
                        "elsewhere", Claim.of("Something."), new Embedding("ngram-2/1", new float[] {0, 1}), 1))
                .isEqualTo(1);
    }

    @Test
    void nearnessToAnotherStatementCountsForLessThanNearnessToTheSame() {
        EpisodicBuffer buffer = new EpisodicBuffer(64);
        buffer.push(trace("Port 80 is open.", 0.5));
        Embedding vector = Memories.vector("Port 80 is open.");

        assertThat(buffer.novelty("elsewhere", Claim.of("the port 80 is open"), vector, 0.5))
                .isCloseTo(0, Offset.offset(1e-6));
        assertThat(buffer.novelty("elsewhere", Claim.of("Port 81 is open."), vector, 0.5))
                .isCloseTo(0.5, Offset.offset(1e-6));
    }

    @Test
    void anEndedSessionLeavesNothing() {
        EpisodicBuffer buffer = new EpisodicBuffer(64);
        buffer.push(trace("one", 0.5));

        buffer.clear();

        assertThat(buffer.size()).isZero();
        assertThat(buffer.pop()).isEmpty();
    }

    @Test
    void aRingOfAnotherSizeThanTheSeedsIsRefused() {
        assertThatThrownBy(() -> new EpisodicBuffer(63)).hasMessageContaining("64 to 256");
        assertThatThrownBy(() -> new EpisodicBuffer(257)).hasMessageContaining("64 to 256");
    }

    private static Trace trace(String text, double salience) {
        return new Trace("thought", Memories.read(text, "a.md"), Memories.vector(text), salience, 1, Instant.EPOCH);
    }

    private static Embedding of(float... vector) {
        return Embedding.unnamed(vector);
    }

    private static Trace trace(Embedding vector) {
        return new Trace("thought", Memories.read("some words", "a.md"), vector, 0.5, 1, Instant.EPOCH);
    }
}
