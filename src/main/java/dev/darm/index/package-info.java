@NullMarked
package dev.darm.index;

import org.jspecify.annotations.NullMarked;
