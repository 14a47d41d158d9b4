package dev.handoff.observe;

import dev.handoff.BlockingBody;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures the channels of a program while it runs: how full they are, who waits, and for how long. It answers how big a buffer has
 * to be, and which stage of a pipeline is the slow one: its input is full, and its output empty.
 *
 * <pre>{@code
 * Meter meter = new Meter();
 * meter.run(() -> serve(requests)); // makes the channels
 * IO.println(meter.channel("requests"));
 * }</pre>
 *
 * <p>It measures the channels that are made inside of {@link #run}, by its body and by the processes that this starts,
 * directly or by others; it does not measure those made by processes of a scope that was opened before. Timers are
 * channels, too; but how full they are is not measured, because nobody sends their ticks. A channel that is measured
 * pays two readings of the clock and two small locks for each value; other channels, once a program has a meter, pay
 * some nanoseconds. Durations are those of the program's clock: under a checker, of its virtual time.
 *
 * <p>A wait of a select counts for the channel that has ended it, and for the first of those with a case if all have
 * ended. A wait that timed out counts for none, nor does the wait of a select in which a channel of another meter or of
 * an exploration stands before all that are measured. Statistics may be read at any time, by any thread, even while the
 * program runs. A meter keeps no channel and no process alive; it keeps its statistics, up to ten kilobytes for each
 * channel that was used, as long as it lives. A task, or a scope's end, for which a select has waited is such a
 * channel, too.
 *
 * <p>After Little's law (1961): what waits in a buffer, on the average, is the rate of arrivals times the time that each waits.
 */
public final class Meter {
    private final MeteredWatcher watcher;
    private final Scheduling scheduling;

    /**
     * A meter for what is made under the current scheduling; nothing is measured yet. Its programs run where the meter
     * was made: a meter from outside silently takes what it runs out of an exploration, of virtual time and of a test
     * that must end. So make it inside.
     */
    public Meter() {
        Scheduling outer = Scheduling.current();
        this.watcher = new MeteredWatcher(outer);
        this.scheduling = new MeteredScheduling(outer, watcher);
    }

    /**
     * Runs a program, and measures the channels that it makes. May be called more than once, and by several threads.
     *
     * @param body the program; runs in this thread
     * @param <X> what it throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @throws X what the body has thrown
     * @throws InterruptedException what the body has thrown
     */
    public <X extends Throwable> void run(BlockingBody.Action<X> body)
            throws X, InterruptedException {
        Outcome<X> outcome = new Outcome<>(body);
        Scheduling.within(scheduling, outcome);
        outcome.rethrow();
    }

    /**
     * What was seen so far of each channel that was used, in the order in which they were made.
     *
     * @return none if there was none
     */
    public List<ChannelStatistics> channels() {
        return watcher.read();
    }

    /**
     * What was seen so far of the first channel with this name.
     *
     * @param name the name that it was made with
     * @return its statistics
     * @throws IllegalArgumentException if no channel of that name was made inside of {@link #run} and used
     */
    public ChannelStatistics channel(String name) {
        List<String> others = new ArrayList<>();
        for (ChannelStatistics channel : channels()) {
            if (name.equals(channel.name())) {
                return channel;
            }
            others.add(channel.channel());
        }
        throw new IllegalArgumentException(
                "no channel \"%s\" was made inside of this meter's run and used; there were %s"
                        .formatted(name, others.isEmpty() ? "none" : others));
    }

    /** Brings what the body throws out of a Runnable. */
    private static final class Outcome<X extends Throwable> implements Runnable {
        private final BlockingBody.Action<X> body;
        private @Nullable Throwable failure;

        Outcome(BlockingBody.Action<X> body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable t) {
                failure = t;
            }
        }

        @SuppressWarnings("unchecked") // what else the body throws is X or unchecked
        void rethrow() throws X, InterruptedException {
            if (failure instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            if (failure != null) {
                throw (X) failure;
            }
        }
    }
}
