@NullMarked
package dev.darm.sim.clock;

import org.jspecify.annotations.NullMarked;
