package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CatchUpTest {

    /** Who is not in reach yet is heard, but not under a name that no node can have: that is how memory is used up. */
    @Test
    void whatIsNoNamesOfANodeIsNotRemembered() {
        CatchUp catchUp = new CatchUp();
        String endless = "n".repeat(1_000_000);

        catchUp.keeps(endless, 1);
        catchUp.keeps("node-1", 1);
        catchUp.connected(new TreeSet<>(List.of(endless, "node-1")));

        assertThat(catchUp.archives()).containsExactly("node-1");
    }

    /** Else a liar makes up a thousand peers with high chains, and each is waited for before the one that is there. */
    @Test
    void namesThatAreNotConnectedAreNeitherKeptNorAsked() {
        CatchUp catchUp = new CatchUp();
        catchUp.connected(new TreeSet<>(List.of("beta")));

        for (int i = 0; i < 1_000; i++) {
            catchUp.reached("a" + i, Long.MAX_VALUE);
            catchUp.atLeast("a" + i, Long.MAX_VALUE);
        }
        catchUp.reached("beta", 7);

        assertThat(catchUp.highest()).isEqualTo(7);
        assertThat(catchUp.ask(0, false)).contains("beta");
    }
}
