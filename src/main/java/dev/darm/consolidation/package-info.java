@NullMarked
package dev.darm.consolidation;

import org.jspecify.annotations.NullMarked;
