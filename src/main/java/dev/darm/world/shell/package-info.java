/**
 * The actor side of the seam: the Akka extension that holds a node's {@link dev.darm.world.World}, and what every shell
 * around a core needs: knowing its peers by node name.
 */
@NullMarked
package dev.darm.world.shell;

import org.jspecify.annotations.NullMarked;
