@NullMarked
package dev.darm.gateway;

import org.jspecify.annotations.NullMarked;
