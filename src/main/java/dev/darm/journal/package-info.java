/**
 * Durable logs: append-only segments with a checksum a record, a separately synced height mark, and on top of them the
 * Akka Persistence journal and snapshot store.
 *
 * <p>A log that was cut short or altered is noticed at opening: damage before the height mark is refused with the
 * position of the first bad record; only an unacknowledged tail beyond the mark may be dropped.
 *
 * <p>Read first: {@link dev.darm.journal.RecordLog}.
 */
@NullMarked
package dev.darm.journal;

import org.jspecify.annotations.NullMarked;
