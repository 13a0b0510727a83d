@NullMarked
package dev.darm.node;

import org.jspecify.annotations.NullMarked;
