/**
 * The command line: an edge of the program, so it may read the clock, files and the terminal of the machine it runs on.
 *
 * <p>Each command is one class named after it. Commands that act on a running deployment speak HTTP to its nodes ({@link
 * dev.darm.cli.NodeApi}); commands that start, stop or prepare one work on its folder ({@link
 * dev.darm.cli.Deployment}). Errors go to standard error as one line that names what, where and what was expected, and end
 * with a code of {@link dev.darm.node.ExitCode}.
 *
 * <p>Read first: {@link dev.darm.cli.Darm}.
 */
@NullMarked
package dev.darm.cli;

import org.jspecify.annotations.NullMarked;
