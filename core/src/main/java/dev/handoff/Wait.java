package dev.handoff;

import dev.handoff.spi.Scheduling;
import dev.handoff.spi.UserCode;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;

/** What a thread waits for at this moment, seen from outside. */
final class Wait {
    /* Overview
     *
     *   the thread's state     whether it waits, and whether time alone would end that
     *   its park blocker       where: a channel, a select, a scope, a duration; anything else is not the library's
     *   the channel's queues   whether it stands among the senders or among the receivers
     *   its stack              from which line, and whether it is in Object.wait
     *   its toString           whether a virtual thread has a core
     *
     * Nothing is recorded for this while a process runs or waits. The thread does not stand still while it is looked
     * at: what was read first may be over when the rest is read. So the answer is a description, not a promise.
     */
    private Wait() {}

    /** Whether only another thread can end its wait: there is no time limit, and nothing like a socket. */
    static boolean isForAnother(Thread thread) {
        return thread.getState() == Thread.State.WAITING && Scheduling.blockerOf(thread) != null;
    }

    /** Such as {@code at Main.java:31: receive: channel "orders" (rendezvous) is empty}. */
    static String describe(Thread thread, Places places) {
        Thread.State state = thread.getState();
        Object blocker = Scheduling.blockerOf(thread);
        StackTraceElement[] stack = thread.getStackTrace();
        String at = line(stack);
        return switch (state) {
            case WAITING -> at + reason(thread, blocker, stack, places);
            case TIMED_WAITING ->
                    at + reason(thread, blocker, stack, places) + ", with a time limit";
            case BLOCKED -> at + "waits outside of Handoff: for a monitor";
            case NEW -> "has not begun";
            case RUNNABLE -> at + (isWithoutCore(thread) ? "ready, without a core" : "running");
            case TERMINATED -> "has ended";
        };
    }

    /**
     * Whether it could go on if it got a core: for a thread that has a carrier, the JDK names that behind the state.
     */
    private static boolean isWithoutCore(Thread thread) {
        return thread.isVirtual() && thread.toString().endsWith("]/runnable");
    }

    private static boolean isInObjectWait(StackTraceElement[] stack) {
        return stack.length > 0 && stack[0].getClassName().equals("java.lang.Object");
    }

    private static String reason(
            Thread thread, @Nullable Object blocker, StackTraceElement[] stack, Places places) {
        return switch (blocker) {
            case null ->
                    "waits outside of Handoff" + (isInObjectWait(stack) ? ": for a notify" : "");
            case Channel<?> channel when channel.kind instanceof Signal ->
                    WaitReason.SIGNAL.describe(channel);
            case Channel<?> channel -> places.of(thread, channel).why().describe(channel);
            case Selection select when select.blocker() instanceof Channel<?> channel ->
                    WaitReason.HANDLER.describe(channel);
            case Selection select -> WaitReason.SELECT.describe(select);
            case Scope scope when thread.getState() == Thread.State.TIMED_WAITING ->
                    WaitReason.DEADLINE.describe(scope);
            case Scope scope -> WaitReason.SCOPE.describe(scope);
            case Duration sleep -> WaitReason.SLEEP.describe(sleep);
            default -> "waits outside of Handoff: " + blocker.getClass().getName();
        };
    }

    /**
     * What it waits at, if that tells this wait from its next one: a place in the queue of a channel, a select, a
     * scope, or something that comes once. Null if it waits no longer, or for a handler that has its value, or at
     * something of the JDK to which it may come back, such as a lock or a queue.
     */
    static @Nullable Object place(Thread thread, Places places) {
        Object blocker = Scheduling.blockerOf(thread);
        return switch (blocker) {
            case Channel<?> channel when !(channel.kind instanceof Signal) ->
                    places.of(thread, channel).place();
            case Selection select when select.blocker() instanceof Channel<?> -> null;
            case Channel<?> _, Selection _, Scope _ -> blocker;
            // with a CompletableFuture and a Phaser, the blocker is new in each wait
            case Future<?> _, ForkJoinPool.ManagedBlocker _ -> blocker;
            case null, default -> null;
        };
    }

    /** Where the thread is: the innermost line of the user's code; empty if there is none. */
    private static String line(StackTraceElement[] stack) {
        StackTraceElement line = UserCode.of(stack, others -> false);
        return line == null ? "" : "at " + UserCode.describe(line) + ": ";
    }
}
