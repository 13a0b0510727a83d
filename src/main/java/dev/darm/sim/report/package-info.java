/**
 * What a run came to, for people and for programs: the tables at the end of {@code ./darm sim run}, the same as JSON, a page
 * of HTML that needs neither network nor scripts, and figures over many seeds.
 *
 * <p>All of them are made from one {@link dev.darm.sim.report.RunSummary} and say the same; text and HTML share their
 * tables. Nothing here runs or measures anything. Read first: {@link dev.darm.sim.report.RunSummary}.
 */
@NullMarked
package dev.darm.sim.report;

import org.jspecify.annotations.NullMarked;
