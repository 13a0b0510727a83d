package dev.darm.sim.agent;

import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.TimeZone;

/** The older and lesser ways to ask what time it is; a world's own zone is UTC. */
public final class Calendars {

    private Calendars() {}

    private static Clock clock(Surroundings here) {
        return new Seam.WorldClock(here, ZoneOffset.UTC);
    }

    /** In place of {@code new Date()}, the milliseconds that it is made of. */
    public static long millis() {
        return Seam.Systems.currentTimeMillis();
    }

    public static final class LocalTimes {
        private LocalTimes() {}

        public static LocalTime now() {
            Surroundings here = WorldThread.here();
            return here == null ? LocalTime.now() : LocalTime.now(clock(here));
        }
    }

    public static final class Years {
        private Years() {}

        public static Year now() {
            Surroundings here = WorldThread.here();
            return here == null ? Year.now() : Year.now(clock(here));
        }
    }

    public static final class YearMonths {
        private YearMonths() {}

        public static YearMonth now() {
            Surroundings here = WorldThread.here();
            return here == null ? YearMonth.now() : YearMonth.now(clock(here));
        }
    }

    public static final class Sources {
        private Sources() {}

        public static InstantSource system() {
            Surroundings here = WorldThread.here();
            return here == null ? InstantSource.system() : clock(here);
        }
    }

    public static final class Days {
        private Days() {}

        public static Calendar getInstance() {
            Surroundings here = WorldThread.here();
            if (here == null) return Calendar.getInstance();
            Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC));
            calendar.setTime(Date.from(Seam.instant(here)));
            return calendar;
        }
    }
}
