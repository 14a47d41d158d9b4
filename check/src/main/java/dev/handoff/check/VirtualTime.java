package dev.handoff.check;

import dev.handoff.Timers;

import java.time.Duration;

/**
 * The clock of a controlled run, for tests of what waits: called inside of a program that {@link Explore} runs. Sleeps,
 * tickers, deadlines and time-outs of Handoff follow it; {@link Thread#sleep} and {@link System#nanoTime} do not.
 */
public final class VirtualTime {
    private VirtualTime() {}

    /**
     * Runs a program once, under virtual time, everybody in turn; it may take 20,000 turns. For more, {@code
     * Explore.roundRobin().maxTurns(n).require(program)}.
     *
     * @param program the program
     * @throws ExplorationFailure if it goes wrong
     * @throws InterruptedException if the thread was interrupted
     */
    public static void run(Program program) throws InterruptedException {
        Explore.roundRobin().require(program);
    }

    /**
     * How much time has passed since the run began.
     *
     * @return zero or more
     * @throws IllegalStateException outside of a controlled run
     */
    public static Duration now() {
        return run().elapsed();
    }

    /**
     * Lets all other processes go on until each of them waits or has ended. Time does not pass.
     *
     * @throws IllegalStateException outside of a controlled run
     */
    public static void settle() {
        run().settle();
    }

    /**
     * Lets all other processes go on, and time pass, until each of them has ended or waits without a limit. Does not
     * return while one of them goes on for ever, with a ticker for example.
     *
     * @throws IllegalStateException outside of a controlled run
     */
    public static void settleForGood() {
        run().settleForGood();
    }

    /**
     * Lets time pass, and all others do what is due, until each of them waits again.
     *
     * @param time how much
     * @throws InterruptedException if the process was interrupted
     * @throws IllegalStateException outside of a controlled run
     */
    public static void advance(Duration time) throws InterruptedException {
        ControlledRun run = run();
        run.settle();
        Timers.sleep(time);
        run.settle();
    }

    private static ControlledRun run() {
        ControlledRun run = ControlledRun.here();
        if (run != null) {
            return run;
        }
        throw new IllegalStateException(
                "virtual time is only there in a program that is explored: see Explore and"
                        + " VirtualTime.run");
    }
}
