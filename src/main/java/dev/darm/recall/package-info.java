@NullMarked
package dev.darm.recall;

import org.jspecify.annotations.NullMarked;
