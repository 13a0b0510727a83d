package dev.darm.sim.disk;

/** What a name stands for. */
sealed interface Node permits FileNode, FolderNode {}
