package dev.darm.ledger;

import akka.Done;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where whole blocks of a node are kept beside its disk. A stage fails with the store's error; all may be tried again. */
public interface BlockStore {

    /** Makes the store ready, and gives the height that it reached; 0 when it is empty. */
    CompletionStage<Long> open();

    /** Keeps {@code blocks}, consecutive ones, and then that their last is reached; over what is there. */
    CompletionStage<Done> write(List<CommittedBlock> blocks);

    /** Consecutive blocks from {@code from} on, at most {@code max}; empty when that one is not kept. */
    CompletionStage<List<CommittedBlock>> read(long from, int max);
}
