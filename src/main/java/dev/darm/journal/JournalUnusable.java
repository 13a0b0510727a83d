package dev.darm.journal;

import akka.actor.CoordinatedShutdown;

/** Why a node stops when its journal cannot be opened, or can no longer be written; the log has the details. */
public record JournalUnusable(String why) implements CoordinatedShutdown.Reason {}
