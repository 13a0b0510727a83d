package dev.darm.memory;

import dev.darm.codec.StoredEvent;

/** What a shard of short-term memory stores. Each holds resulting values, so that no setting changes what is replayed. */
public sealed interface StmEvent extends StoredEvent
        permits StmRemembered, StmReinforced, StmMarked, StmForgotten, StmClock {}
