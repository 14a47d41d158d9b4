package dev.handoff.bench;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One library under measurement. */
abstract class Peer {
    /** A select that is run again and again. */
    abstract static class Chooser {
        /** Receives from one of the pipes. */
        abstract Integer choose() throws InterruptedException;
    }

    /** A select with a send and a receive case. */
    abstract static class Junction {
        /** The value received, or minus one if {@code value} was sent. */
        abstract int sendOrReceive(Integer value) throws InterruptedException;
    }

    /** All names, in the order in which they run. */
    static final String[] NAMES = {
        "handoff",
        "run-next",
        "jox",
        "jcsp",
        "jdk-synchronous",
        "jdk-transfer",
        "jdk-exchanger",
        "jdk-array",
        "jdk-linked",
        "jdk-threads"
    };

    /** By reflection: the classes of the other peers must not be loaded. */
    static Peer named(String name) {
        StringBuilder type = new StringBuilder(Peer.class.getPackageName()).append('.');
        for (String word : name.split("-", -1)) {
            type.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        try {
            return Class.forName(type + "Peer")
                    .asSubclass(Peer.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no peer is called " + name, e);
        }
    }

    abstract Set<Feature> features();

    /** Whether it has pipes of that capacity. */
    abstract boolean has(int capacity);

    /** The options of a JVM that measures it, beside those that all have. */
    List<String> jvmOptions() {
        return List.of();
    }

    Pipe pipe(int capacity) {
        throw new UnsupportedOperationException();
    }

    /** A pipe for several senders and receivers; a select need not know it. */
    Pipe sharedPipe(int capacity) {
        return pipe(capacity);
    }

    final Pipe[] pipes(int count, int capacity) {
        Pipe[] pipes = new Pipe[count];
        for (int i = 0; i < count; i++) {
            pipes[i] = pipe(capacity);
        }
        return pipes;
    }

    Chooser chooser(Pipe[] from) {
        throw new UnsupportedOperationException();
    }

    Junction junction(Pipe to, Pipe from) {
        throw new UnsupportedOperationException();
    }

    /** Starts a process for each of the bodies, and waits until all have ended. */
    void startAndJoin(Runnable[] bodies) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
