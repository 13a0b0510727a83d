package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Acquaintances.Greeting;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Alpha and beta among a forger, who can say anything to anyone in any name, and reads nothing that is sent to others. */
class AcquaintancesTest {

    private static final TreeSet<String> BOTH = new TreeSet<>(List.of("alpha", "beta"));

    private int secrets;
    private final TreeMap<String, Acquaintances> nodes = new TreeMap<>();
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private Random random = new Random(1);
    private double loss;

    private record Sent(String from, String to, Greeting greeting) {}

    private Acquaintances node(String name) {
        return nodes.computeIfAbsent(name, none -> new Acquaintances(() -> Hash.of("secret " + secrets++)));
    }

    private void meet(String one, String other, Object address) {
        node(one).meet(other, address).ifPresent(greeting -> send(one, other, greeting));
    }

    private void send(String from, String to, Greeting greeting) {
        if (random.nextDouble() >= loss) sent.add(new Sent(from, to, greeting));
    }

    /** Delivers what was sent; says how much it was. */
    private int deliver() {
        int count = 0;
        for (Sent one = sent.poll(); one != null; one = sent.poll()) {
            String to = one.to;
            String from = one.from;
            node(to).hear(from, one.greeting).ifPresent(reply -> send(to, from, reply));
            count++;
        }
        return count;
    }

    private void tick() {
        nodes.forEach((name, node) -> node.tick(BOTH).forEach((peer, greeting) -> send(name, peer, greeting)));
        deliver();
    }

    private boolean says(String from, String to) {
        return node(to).admits(from, node(from).pass(to));
    }

    private void acquaint() {
        meet("alpha", "beta", "b1");
        meet("beta", "alpha", "a1");
        deliver();
        assertThat(says("alpha", "beta") && says("beta", "alpha")).isTrue();
    }

    @Test
    void whoMetNeedsThePassFromThenOn() {
        acquaint();

        assertThat(node("alpha").shown()).containsExactly("beta");
        assertThat(node("alpha").admits("beta", Optional.empty())).isFalse();
        assertThat(node("alpha").admits("beta", Optional.of(Hash.of("guessed"))))
                .isFalse();
        assertThat(node("alpha").admits("beta", Optional.of(Hash.ZERO))).isFalse();
        assertThat(node("alpha").forged("beta")).isEqualTo(3);
        assertThat(says("beta", "alpha")).isTrue();
    }

    @Test
    void untilThenTheNameIsOpenAndSoItStaysForNodesThatKnowOfNoPasses() {
        meet("alpha", "beta", "b1");
        meet("alpha", "old", "o1");

        assertThat(node("alpha").admits("beta", Optional.empty())).isTrue();
        assertThat(node("alpha").admits("beta", Optional.of(Hash.of("guessed"))))
                .isFalse();
        assertThat(node("alpha").admits("old", Optional.empty())).isTrue();
        assertThat(node("alpha").admits("nobody", Optional.empty())).isTrue();
    }

    @Test
    void aForgedGreetingChangesNothingAndIsAnsweredOnceATick() {
        acquaint();
        tick();

        int answers = 0;
        for (int i = 0; i < 100; i++)
            answers += node("alpha")
                            .hear("beta", new Greeting(Hash.of("mine"), Hash.ZERO))
                            .isPresent()
                    ? 1
                    : 0;

        assertThat(answers).isEqualTo(1);
        assertThat(says("alpha", "beta") && says("beta", "alpha")).isTrue();
        assertThat(node("alpha").hear("nobody", new Greeting(Hash.of("mine"), Hash.ZERO)))
                .isEmpty();
    }

    /** Beta answers to alpha's address, and the forger does not read what is sent there. */
    @Test
    void theAnswerToAForgedGreetingLeadsToNothing() {
        acquaint();
        tick();
        send("alpha", "beta", new Greeting(Hash.of("mine"), Hash.ZERO));

        assertThat(deliver()).isLessThanOrEqualTo(4);
        assertThat(node("beta").pass("alpha")).isNotEqualTo(Optional.of(Hash.of("mine")));
        assertThat(says("alpha", "beta") && says("beta", "alpha")).isTrue();
    }

    @Test
    void whoComesBackAtAnotherAddressIsMetAnew() {
        acquaint();
        nodes.remove("beta");
        meet("beta", "alpha", "a1");
        deliver();
        assertThat(node("alpha").admits("beta", Optional.empty())).isFalse();

        meet("alpha", "beta", "b2");
        deliver();

        assertThat(says("alpha", "beta") && says("beta", "alpha")).isTrue();
        assertThat(node("alpha").shown()).containsExactly("beta");
    }

    @Test
    void aPeerThatIsOutOfReachForAWhileKeepsItsPass() {
        acquaint();

        meet("alpha", "beta", "b1");

        assertThat(deliver()).isZero();
        assertThat(says("beta", "alpha")).isTrue();
    }

    @Property(tries = 200)
    void greetingsThatAreLostAreSaidAgain(@ForAll long seed) {
        random = new Random(seed);
        loss = 0.7;
        meet("alpha", "beta", "b1");
        meet("beta", "alpha", "a1");
        deliver();
        loss = 0.3;
        for (int i = 0; i < 30 * Acquaintances.TICKS_BETWEEN_GREETINGS; i++) tick();

        assertThat(says("alpha", "beta") && says("beta", "alpha")).isTrue();
        assertThat(node("alpha").pass("beta").isPresent()
                        && node("beta").pass("alpha").isPresent())
                .isTrue();
        assertThat(node("alpha").forged() + node("beta").forged()).isZero();
    }
}
