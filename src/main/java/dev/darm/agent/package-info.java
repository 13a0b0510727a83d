@NullMarked
package dev.darm.agent;

import org.jspecify.annotations.NullMarked;
