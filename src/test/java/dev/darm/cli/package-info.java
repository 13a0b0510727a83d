@NullMarked
package dev.darm.cli;

import org.jspecify.annotations.NullMarked;
