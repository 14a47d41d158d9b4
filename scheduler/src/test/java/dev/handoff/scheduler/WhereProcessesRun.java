package dev.handoff.scheduler;

import dev.handoff.Scope;

/** Prints the thread of a process. */
final class WhereProcessesRun {
    private WhereProcessesRun() {}

    public static void main(String[] args) throws Exception {
        Scope.run(
                scope ->
                        scope.go(
                                "worker",
                                () ->
                                        System.out.println(
                                                "scope worker " + Thread.currentThread())));
    }
}
