/**
 * Durable logs: append-only segments with a checksum a record, a separately synced height mark, and on top of them the
 * Akka Persistence journal and snapshot store. Design §4 "Journal" is what it realises.
 *
 * <p><em>Words.</em> A <em>record</em> is bytes under a number. A <em>segment</em> is a file of records. The <em>mark</em>
 * says how many records were made durable. A <em>promised</em> record lies before the mark; the <em>tail</em> beyond it was
 * never acknowledged. An <em>entry</em> is a record of the Akka journal, in which all persistence ids of a node share one
 * log; a <em>batch</em> is events persisted together.
 *
 * <p><em>Invariants.</em> What {@link dev.darm.journal.RecordLog#sync} returned for is there after any crash. A log that was
 * cut short or altered is noticed at opening and refused with the position of the first bad record; only the tail may be
 * cut, and that is reported. After a failed sync nothing more is written. A batch is there whole or not at all. The highest
 * sequence number of an id never goes down.
 *
 * <p>Read first: {@link dev.darm.journal.RecordLog}, then the essay in {@link dev.darm.journal.SegmentLog}, then
 * {@link dev.darm.journal.SegmentJournal} with {@code EventLog} and {@code GroupCommit}.
 */
@NullMarked
package dev.darm.journal;

import org.jspecify.annotations.NullMarked;
