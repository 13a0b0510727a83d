@NullMarked
package dev.darm.sim.link;

import org.jspecify.annotations.NullMarked;
