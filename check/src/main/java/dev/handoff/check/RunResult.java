package dev.handoff.check;

import java.util.List;

/**
 * How a run went.
 *
 * @param ending why it is over
 * @param processes all that were started, in that order
 * @param blocked the processes that were still alive
 * @param failures what the program or a detached process has thrown, in the order of time
 * @param uncontrolled what the run could not decide; then its schedule may not replay
 * @param turns how many turns were taken
 * @param schedule what was chosen
 * @param rootHasEnded whether the program itself has returned or thrown
 */
record RunResult(
        ControlledRun.Ending ending,
        List<ControlledProcess> processes,
        List<Blocked> blocked,
        List<Throwable> failures,
        List<String> uncontrolled,
        int turns,
        Schedule schedule,
        boolean rootHasEnded) {}
