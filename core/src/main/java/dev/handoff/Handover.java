package dev.handoff;

import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The move of an {@link Owned} value from one process to another: which process has sent it, to which channel and at
 * which line, and which process owns it since.
 */
final class Handover {
    /* Overview
     *
     *   made      by the sender: the receiver is NOBODY
     *   arrived   at the receiver, once. The receiver writes its name before its number, so that a thread that sees the
     *             number sees the name, too
     *
     * Threads and channels are kept as numbers and names, not as references: nothing may keep a leaked process, or the
     * channel that it waits for, from the garbage collector. Texts are made when somebody reads them.
     */
    private static final long NOBODY = 0;

    private static final VarHandle RECEIVER;

    static {
        try {
            RECEIVER = MethodHandles.lookup().findVarHandle(Handover.class, "receiver", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long sender;
    private final String senderName;
    private final @Nullable StackTraceElement where;

    /** Zero while a select offers the value to several channels. */
    private long channel;

    private @Nullable String channelName;
    private String receiverName = "";

    @SuppressWarnings("UnusedVariable") // used through RECEIVER
    private long receiver;

    private Handover(long sender, String senderName, @Nullable StackTraceElement where) {
        this.sender = sender;
        this.senderName = senderName;
        this.where = where;
    }

    /** The first one of a value: its receiver is the current process, and nobody has sent it. */
    static Handover toMaker() {
        Handover first = new Handover(NOBODY, "", null);
        first.arrive();
        return first;
    }

    /** The next move, by the present owner; {@code to} is null if the value is offered to several channels. */
    Handover next(@Nullable Channel<?> to, @Nullable StackTraceElement from) {
        Handover next = new Handover(receiver(), receiverName, from);
        if (to != null) {
            next.setChannel(to);
        }
        return next;
    }

    /** The current process has been given the value. */
    void arriveBy(Channel<?> by) {
        if (channel == 0) {
            setChannel(by);
        }
        arrive();
    }

    private void setChannel(Channel<?> channel) {
        this.channel = channel.kind.id;
        this.channelName = channel.name();
    }

    private void arrive() {
        Thread thread = Thread.currentThread();
        receiverName = thread.getName();
        RECEIVER.setRelease(this, thread.threadId());
    }

    boolean isMine() {
        return receiver() == Thread.currentThread().threadId();
    }

    private long receiver() {
        return (long) RECEIVER.getAcquire(this);
    }

    // ---- as text

    /** Such as {@code it was sent by process "a" to channel "b" at Main.java:7; it belongs to process "c"}. */
    @Override
    public String toString() {
        long owner = receiver();
        if (owner == NOBODY) {
            return "it was " + departure() + ", and nobody has received it yet";
        }
        return (sender == NOBODY ? "" : "it was " + departure() + "; ")
                + "it belongs to "
                + process(owner, receiverName);
    }

    private String departure() {
        String to = channel == 0 ? "in a select" : "to " + Kind.title(channelName, channel);
        String at = where == null ? "" : " at " + UserCode.describe(where);
        return "sent by " + process(sender, senderName) + " " + to + at;
    }

    static String process(Thread thread) {
        return process(thread.threadId(), thread.getName());
    }

    private static String process(long thread, String name) {
        return name.isEmpty() ? "thread #" + thread : "process \"" + name + "\"";
    }
}
