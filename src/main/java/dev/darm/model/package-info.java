@NullMarked
package dev.darm.model;

import org.jspecify.annotations.NullMarked;
