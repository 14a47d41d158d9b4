package dev.handoff.laws;

import dev.handoff.Scope;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interlude;

import java.util.concurrent.atomic.AtomicBoolean;

/** A process that was interrupted, and lets others in until one has come. */
final class OneCarrierProgram {
    private OneCarrierProgram() {}

    static void main(String[] args) throws InterruptedException {
        AtomicBoolean hasCome = new AtomicBoolean();
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                Thread.currentThread().interrupt();
                                while (!hasCome.get()) {
                                    letOthersIn(args[0]);
                                }
                                boolean interrupted = Thread.interrupted();
                                IO.println(
                                        "let somebody in, "
                                                + (interrupted ? "still" : "not")
                                                + " interrupted");
                            });
                    scope.go(() -> hasCome.set(true));
                });
    }

    private static void letOthersIn(String why) {
        if (why.equals("memory")) {
            Insist.awaitMemory();
        } else {
            Interlude.take();
        }
    }
}
