package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;

/**
 * How a claim stood when this node judged it, each 0 to 1 (seed 002 §3.3).
 *
 * @param bfsScore traversal verdict
 * @param groundedness 1 when this node has evidence of its own for the claim
 * @param bvasScore validity score, of the stages that were run
 */
public record Validation(double bfsScore, double groundedness, double bvasScore) implements Canonical {

    public Validation {
        Salience.requireFraction("bfs score", bfsScore);
        Salience.requireFraction("groundedness", groundedness);
        Salience.requireFraction("bvas score", bvasScore);
    }

    public static Validation read(ByteReader from) {
        return new Validation(Vectors.readFraction(from), Vectors.readFraction(from), Vectors.readFraction(from));
    }

    @Override
    public void write(ByteWriter to) {
        Vectors.writeFraction(to, bfsScore);
        Vectors.writeFraction(to, groundedness);
        Vectors.writeFraction(to, bvasScore);
    }

    public boolean grounded() {
        return groundedness == 1;
    }
}
