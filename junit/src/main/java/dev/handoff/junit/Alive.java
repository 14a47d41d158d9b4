package dev.handoff.junit;

import dev.handoff.Channel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A thread that had not ended at some instant: a process of a test, or one that waits at what the test has made. */
final class Alive {
    private static final int MOST_LINES = 16;

    private final Thread thread;
    private final String text;
    private final boolean waitsForGood;

    private Alive(Thread thread, String text, boolean waitsForGood) {
        this.thread = thread;
        this.text =
                text.replaceAll(
                        "[\\p{Cc}\\p{Zl}\\p{Zp}]+",
                        " "); // one line, whatever names there are in it
        this.waitsForGood = waitsForGood;
    }

    /**
     * Describes a thread.
     *
     * @param who its name, for the report
     * @param wait its wait at a channel or scope of the test, if there is one
     * @param now the time
     */
    static Alive of(String who, Thread thread, @Nullable Wait wait, long now) {
        String line = Lines.of(thread.getStackTrace());
        Wait open = wait != null && wait.isOpen() ? wait : null;
        String doing =
                open == null
                        ? state(thread)
                        : open.describe() + ", " + seconds(open.nanosUntil(now));
        return new Alive(
                thread,
                who + ": " + doing + (line.isEmpty() ? "" : ", " + line),
                open != null && open.isForGood());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "for %.1f s", Duration.ofNanos(nanos).toMillis() / 1e3);
    }

    private static String state(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> {
                Object blocker = LockSupport.getBlocker(thread);
                yield blocker == null ? "waits" : "waits for " + name(blocker);
            }
            case TERMINATED -> "is about to end";
            case NEW, RUNNABLE -> "runs";
        };
    }

    /** Objects of the library have names. To ask others for words could fail, or wait as the thread itself does. */
    private static String name(Object blocker) {
        boolean isOurs = blocker.getClass().getPackageName().equals(Channel.class.getPackageName());
        return isOurs ? blocker.toString() : Objects.toIdentityString(blocker);
    }

    /** One line each, after the end of another line; of many, the first ones. */
    static String lines(List<Alive> some) {
        String first =
                some.stream()
                        .limit(MOST_LINES)
                        .map(each -> "\n  " + each)
                        .collect(Collectors.joining());
        int more = some.size() - MOST_LINES;
        return more <= 0 ? first : first + "\n  and " + more + " more";
    }

    long threadId() {
        return thread.threadId();
    }

    /** Whether only another process or thread can wake it. */
    boolean waitsForGood() {
        return waitsForGood;
    }

    void interrupt() {
        thread.interrupt();
    }

    @Override
    public String toString() {
        return text;
    }
}
