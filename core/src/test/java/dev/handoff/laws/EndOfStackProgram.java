package dev.handoff.laws;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Timers;

import java.io.IOException;
import java.time.Duration;

/** Lets scopes fail at the end of the stack, and then one that has stack enough; for a JVM of its own. */
final class EndOfStackProgram {
    private EndOfStackProgram() {}

    static void main(String[] none) throws Exception {
        Channel<Integer> numbers = Channel.rendezvous();
        Scope.run( // what the JDK needs for a lambda is to be there before
                scope -> {
                    scope.go(() -> numbers.send(1));
                    System.out.println("first: " + numbers.receive());
                });
        try {
            deeper();
        } catch (Throwable e) {
            System.out.println("at the end: " + e);
        }
        try {
            Scope.run(
                    scope -> {
                        scope.go(() -> Timers.sleep(Duration.ofHours(1)));
                        scope.go(
                                () -> {
                                    throw new IOException("disk");
                                });
                    });
        } catch (Exception e) {
            System.out.println("later: " + e.getCause());
        }
    }

    private static void deeper() throws Exception {
        try {
            deeper();
        } catch (StackOverflowError e) {
            failingScope();
        }
    }

    private static void failingScope() throws Exception {
        try {
            Scope.run(
                    scope -> {
                        scope.go(() -> {});
                        throw new IOException("at the end");
                    });
        } catch (IOException e) {
            System.out.println("a scope has failed"); // at any depth at which it could
        }
    }
}
