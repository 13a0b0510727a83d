package dev.darm.sim.trace;

import dev.darm.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads blocks one after the other, and proves each by the rolling hash. */
final class BlockDecoder {

    private final EventHash hash = new EventHash();
    private long next;

    long events() {
        return next;
    }

    long hash() {
        return hash.value();
    }

    /** The events of a block; throws {@link MalformedBytes} when it is none, or not the one that comes next. */
    List<TraceEvent> read(byte[] block) {
        VarInput from = new VarInput(block);
        long first = from.unsigned();
        if (first != next) throw from.malformed("a block from event " + first + " where " + next + " comes next");
        int count = from.upTo(block.length, "events");
        long step = from.signed();
        long time = from.signed();
        if (from.i64() != hash.value()) throw from.malformed("a block that does not follow the one before it");
        List<String> texts = texts(from, block.length);
        Map<Integer, String> machines = machines(from, block.length);

        List<TraceEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            TraceEvent event = event(from, step, time, texts, machines);
            events.add(event);
            step = event.step();
            time = event.now();
        }
        if (from.i64() != hash.value()) throw from.malformed("events whose hash is not the recorded one");
        if (from.remaining() > 0) throw from.malformed(from.remaining() + " bytes left over");
        return events;
    }

    private TraceEvent event(
            VarInput from, long lastStep, long lastTime, List<String> texts, Map<Integer, String> machines) {
        int flags = from.u8();
        Kind kind = Kind.at(flags & TraceFormat.KIND);
        if (kind == null) throw from.malformed("an event of unknown kind " + (flags & TraceFormat.KIND));
        long step = lastStep;
        if ((flags & TraceFormat.STEP_NEXT) != 0) step++;
        else if ((flags & TraceFormat.STEP_SAME) == 0) step += from.signed();
        long time = lastTime;
        if ((flags & TraceFormat.TIME_SAME) == 0) time += from.signed();
        int machine = Math.toIntExact(from.signed());
        String subject = texts.get(from.upTo(texts.size() - 1, "text"));
        String detail = texts.get(from.upTo(texts.size() - 1, "text"));
        long sizeAndMark = from.unsigned();
        if (sizeAndMark < 0 || sizeAndMark >>> 1 > Integer.MAX_VALUE)
            throw from.malformed("size " + (sizeAndMark >>> 1));
        int size = (int) (sizeAndMark >>> 1);
        long content = (sizeAndMark & 1) == 0 ? 0 : from.i64();
        String note = (flags & TraceFormat.NOTE) == 0 ? "" : from.text();

        hash.mix(step, hash.digest(time, machine, kind, subject, detail, size, content));
        String node = machines.get(machine);
        if (node == null) throw from.malformed("machine " + machine + " has no name");
        return new TraceEvent(
                next++, step, time, machine, node, kind, subject, detail, size, content, hash.value(), note);
    }

    private static List<String> texts(VarInput from, int limit) {
        int count = from.upTo(limit, "texts");
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) texts.add(from.text());
        return texts;
    }

    private static Map<Integer, String> machines(VarInput from, int limit) {
        int count = from.upTo(limit, "machines");
        Map<Integer, String> machines = new TreeMap<>();
        for (int i = 0; i < count; i++) machines.put(Math.toIntExact(from.signed()), from.text());
        return machines;
    }
}
