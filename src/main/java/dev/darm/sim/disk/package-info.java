/**
 * The modelled disk of a simulated machine, under the shipped journal code: {@link dev.darm.sim.disk.ModelledDisk}
 * implements what {@link dev.darm.world.Disk} promises and no more, and takes away at a power cut what was not promised.
 *
 * <p>Words. A file is in <em>pages</em> of 4 KiB that never change: who writes puts another page in its place, so that two
 * views of a file, an image of a disk and the way back to an earlier moment share what they have in common. What programs
 * <em>see</em> is what they wrote; what is <em>stored</em> is what a power cut leaves for certain. A page is <em>dirty</em>
 * when a sync would store it, and <em>stray</em> when it is seen, not stored, and passes for clean, which is what a failed
 * sync leaves. A name is pending until its folder is synced. A <em>mount</em> is the disk as one incarnation of a node uses
 * it.
 *
 * <p>Invariants. What a sync that has returned before a power cut covered is there after it, byte for byte, unless a fault
 * that the caller asked for took it. What an operation did whose time lies after the cut is not there. Bytes behind the end
 * of a file are zeros in every view. All chance comes from the seeds, and everything is walked in a defined order, so the
 * same seed and the same operations give the same disk.
 *
 * <p>What is simpler than a real disk: the memory for the page cache never runs out, so nothing is written back before a sync
 * but what a power cut finds written by chance; of several unsynced writes to one page a cut knows the last only; metadata
 * takes no space. What is harsher: names and pages survive a cut in any combination, where most file systems keep some order.
 *
 * <p>Read first: {@link dev.darm.sim.disk.ModelledDisk}, then {@code FileNode}, {@code Names} and {@code PowerCut}.
 */
@NullMarked
package dev.darm.sim.disk;

import org.jspecify.annotations.NullMarked;
