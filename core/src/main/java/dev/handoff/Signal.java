package dev.handoff;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/** Never has a value, and ends when something else does: a task, or a scope by its cancellation (L40). */
final class Signal extends Kind<Void> {
    private final String what;
    private final Supplier<List<Thread>> awaited;

    /**
     * @param what the end that it tells of, such as {@code end of task "answer"}
     * @param awaited the threads whose end brings that about
     */
    Signal(String what, Supplier<List<Thread>> awaited) {
        this.what = what;
        this.awaited = awaited;
    }

    @Override
    Sending send(Void value) {
        return looksEnded() ? Sending.ENDED : Sending.WAIT;
    }

    @Override
    @Nullable Void receive() {
        return null;
    }

    /** Does nothing: a process that waits for the signal does not decide for the others. */
    @Override
    List<Void> cancel(End how, Asleep asleep) {
        return List.of();
    }

    @Override
    List<Thread> awaited() {
        return awaited.get();
    }

    @Override
    String title(@Nullable String name) {
        return what;
    }

    @Override
    String describe() {
        return "signal";
    }
}
