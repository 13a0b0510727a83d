package dev.darm.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a task is: a bar where standard error is a terminal, one line for every ten percent elsewhere. */
sealed interface Progress extends AutoCloseable {

    void step(int done);

    @Override
    void close();

    static Progress of(String task, int total, PrintWriter err) {
        return terminal() && total > 0 ? new Bar(task, total) : new Lines(task, total, err);
    }

    /** Whether somebody looks at a terminal. */
    static boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** For people. */
    final class Bar implements Progress {

        private final ProgressBar bar;

        private Bar(String task, int total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .build();
        }

        @Override
        public void step(int done) {
            bar.stepBy(done);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** For logs. */
    final class Lines implements Progress {

        private final String task;
        private final int total;
        private final PrintWriter err;
        private int done;
        private int told;

        private Lines(String task, int total, PrintWriter err) {
            this.task = task;
            this.total = total;
            this.err = err;
        }

        @Override
        public void step(int more) {
            done += more;
            int tenths = total == 0 ? 10 : (int) (10L * done / total);
            if (tenths > told) {
                told = tenths;
                err.printf("%s: %d %% (%d of %d)%n", task, tenths * 10, done, total);
                err.flush();
            }
        }

        @Override
        public void close() {
            err.flush();
        }
    }
}
