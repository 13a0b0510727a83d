/**
 * Items to many nodes: from who has one to all that are to have it, along a tree, with repair. What an item means is for the
 * owner of its kind, who judges it before it goes on.
 *
 * <p>Realises seed 000 §7.5. Words: <em>item</em> (bytes of a kind, named by the hash of its {@link
 * dev.darm.broadcast.Manifest}), <em>origin</em> (who spreads it), <em>copy</em> (an item pushed to one member), <em>below</em>
 * (the members that a receiver is to serve), <em>holder</em> (who has the whole item, judged), <em>chunk</em>.
 *
 * <p>Invariants, when nothing fails: everybody has the item after ⌈log₂ N⌉ rounds, N − 1 copies are sent, and no member sends
 * more than ⌈log₂ N⌉. Always: a member sends copies of an item along the tree once; nothing is passed on that was not judged; bytes
 * that are not those of the id are refused with the first chunk of them; what is kept and what is put together is bounded.
 *
 * <p>Read {@link dev.darm.broadcast.Tree} first, then {@link dev.darm.broadcast.BroadcastCore}; {@link
 * dev.darm.broadcast.Broadcaster} is the actor around it.
 */
@NullMarked
package dev.darm.broadcast;

import org.jspecify.annotations.NullMarked;
