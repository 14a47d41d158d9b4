package dev.handoff.cli;

import java.io.PrintWriter;

/** What a subcommand does, once its line has been understood. */
interface Job {
    /**
     * Returns the exit status.
     *
     * @throws Throwable what the program that this runs threw
     */
    int run(PrintWriter err) throws Throwable;
}
