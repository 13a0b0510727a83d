@NullMarked
package dev.darm.knowledge;

import org.jspecify.annotations.NullMarked;
