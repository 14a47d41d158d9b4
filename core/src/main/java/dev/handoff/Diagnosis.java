package dev.handoff;

import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which processes live and what they wait for, at one moment: the scopes of this JVM as a tree with their processes,
 * and the detached processes.
 *
 * <pre>{@code
 * detached process "clock" started at Shop.java:9, at Shop.java:10: sleep: PT1S, with a time limit
 * scope "shop"
 *   thread main at Shop.java:31: scope: scope "shop"
 *   process "till" at Shop.java:14: receive: channel "orders" (rendezvous) is empty, for at least 1.2 s
 * }</pre>
 *
 * <p>Nothing is recorded for it while nobody asks. So it can say for how long a process has waited only as far back as
 * an earlier diagnosis, or {@link #takeLeaks}, has seen the process wait for the same. Where a detached process was
 * started is known if the system property {@code handoff.origins} is true; {@code ./handoff} sets it. A diagnosis is
 * text: it keeps no process alive. The world goes on while it is taken: what one process waits for may be out of date
 * when the next is looked at.
 */
public final class Diagnosis {
    private static final int DEEPEST = 40;

    /** A line, without the length of the wait, and that length. */
    private record Line(String text, long waitedNanos) {
        /** One line, whatever names there are in it. */
        Line {
            text = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
        }

        @Override
        public String toString() {
            return text + Sightings.words(waitedNanos);
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Set<Thread> included = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Places places = new Places();
    private int processes;

    private Diagnosis() {}

    // ---- taking

    /**
     * Looks at all that lives.
     *
     * @return what was seen
     */
    public static Diagnosis take() {
        Diagnosis taken = new Diagnosis();
        taken.look();
        taken.included.clear(); // it keeps no process alive
        taken.places.clear();
        return taken;
    }

    /**
     * Looks at all that lives, and says it in words.
     *
     * @return some lines; one if nothing lives
     */
    public static String report() {
        return take().toString();
    }

    /**
     * Adds a thread that Handoff has not started to what is looked at, until it ends. It is held weakly.
     *
     * @param thread any thread
     */
    public static void include(Thread thread) {
        Registry.add(Objects.requireNonNull(thread, "thread"));
    }

    // ---- for those who watch a program

    /**
     * Whether every process, every thread that was {@linkplain #include included} and every scope's body waits for
     * somebody else: without a time limit, and not for something like a socket. Takes less time than {@link #take}.
     *
     * @return false as soon as one is seen that does not
     */
    public static boolean isStill() {
        for (Registry.Entry entry : Registry.entries()) {
            boolean still =
                    switch (entry.get()) {
                        case Thread thread -> isStill(thread);
                        case Scope scope -> isStill(scope);
                        case null, default -> true;
                    };
            if (!still) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStill(Thread thread) {
        return !thread.isAlive() || Wait.isForAnother(thread);
    }

    private static boolean isStill(Scope outermost) {
        for (ScopeTree.Node scope : ScopeTree.of(outermost)) {
            Thread body = scope.body();
            if ((body != null && !isStill(body))
                    || !scope.processes().stream().allMatch(p -> isStill(p.thread()))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The detached processes that the garbage collector has found to be blocked for good since the last call (L49):
     * nothing that can still act reaches what they wait for. The processes of scopes that these have opened are not
     * among them, nor are those of scopes opened by a virtual thread that Handoff has not started. The first call
     * begins to watch. Each call notes what the other detached processes wait for, because that can no longer be seen
     * of one that is gone. It also notes since when each process waits, those of scopes included. This needs a JVM with {@code -Djdk.trackAllThreads=false};
     * otherwise the JVM itself holds all threads.
     *
     * @return each in words: what it is, where it was started, what it waited for when it was last looked at
     */
    public static List<String> takeLeaks() {
        Places places = new Places();
        for (Registry.Entry entry : Registry.entries()) {
            switch (entry.get()) {
                case Thread thread -> {
                    long waited = Sightings.look(thread, places);
                    if (entry.isDetached()) {
                        seeWaiting(entry, thread, waited, places);
                    }
                }
                case Scope scope -> seeWaiting(scope, places);
                case null, default -> {}
            }
        }
        return Registry.takeLeaked().stream()
                .map(leak -> new Line(describeLeak(leak), 0).text())
                .toList();
    }

    private static void seeWaiting(Scope outermost, Places places) {
        for (ScopeTree.Node scope : ScopeTree.of(outermost)) {
            Thread body = scope.body();
            if (body != null) {
                Sightings.look(body, places);
            }
            scope.processes().forEach(process -> Sightings.look(process.thread(), places));
        }
    }

    /**
     * Whether there is a detached process that waits for somebody else, without a time limit. Only such a process can
     * leak.
     *
     * @return false if none does at this moment
     */
    public static boolean isAnyoneLeft() {
        for (Registry.Entry entry : Registry.entries()) {
            if (entry.isDetached()
                    && entry.get() instanceof Thread thread
                    && Wait.isForAnother(thread)) {
                return true;
            }
        }
        return false;
    }

    private static void seeWaiting(
            Registry.Entry entry, Thread thread, long waitedNanos, Places places) {
        if (Wait.isForAnother(thread)) {
            entry.seen(detached(entry, thread, places), waitedNanos);
        }
    }

    private static String detached(Registry.Entry entry, Thread thread, Places places) {
        return "detached " + process(thread.getName(), entry.startedAt, thread, places);
    }

    private static String describeLeak(Registry.Entry entry) {
        String seen = entry.seen;
        if (seen != null) {
            return seen + Sightings.words(entry.seenFor());
        }
        return "detached "
                + process(entry.name, entry.startedAt); // never seen: where it waited is not known
    }

    // ---- what was seen

    /**
     * How many processes live, including detached ones and those that wait for the deadline of a scope.
     *
     * @return zero or more
     */
    public int processes() {
        return processes;
    }

    /**
     * One line for each, indented by the scope.
     *
     * @return lines; none if nothing lives
     */
    public List<String> lines() {
        return lines.stream().map(Line::toString).toList();
    }

    /**
     * The lines of those that are known to have waited for {@code limit} or longer where they wait now. That is known
     * only since somebody has looked, so there are none at the first look. Left out are those that wait at something of
     * the JDK at which one may wait again and again, such as a lock, a latch or a queue, and those that wait for the
     * handler of an extended receive: of these it is not known whether they have gone on between two looks.
     *
     * @param limit for at least how long
     * @return lines, as {@link #lines} has them; none if nobody has waited for so long
     */
    public List<String> waitingFor(Duration limit) {
        long nanos = Deadline.nanos(limit);
        return lines.stream()
                .filter(line -> line.waitedNanos >= nanos && line.waitedNanos > 0)
                .map(Line::toString)
                .toList();
    }

    /**
     * Whether another diagnosis has seen the same: the same lines, whatever they say of how long each has waited.
     *
     * @param other of the same JVM
     * @return true also if all have gone on meanwhile, and have come back to where they were
     */
    public boolean isLike(Diagnosis other) {
        return texts().equals(other.texts());
    }

    private List<String> texts() {
        return lines.stream().map(Line::text).toList();
    }

    /**
     * All of it in words.
     *
     * @return some lines; one if nothing lives
     */
    @Override
    public String toString() {
        return lines.isEmpty() ? "no processes" : String.join("\n", lines());
    }

    // ---- looking

    private void look() {
        List<Registry.Entry> entries = Registry.entries();
        for (Registry.Entry entry : entries) {
            if (entry.get() instanceof Thread thread) {
                look(entry, thread);
            }
        }
        for (Registry.Entry entry : entries) {
            if (entry.get() instanceof Scope scope) {
                ScopeTree.of(scope).forEach(this::look);
            }
        }
    }

    private void look(Registry.Entry entry, Thread thread) {
        if (!thread.isAlive() || !included.add(thread)) {
            return;
        }
        if (entry.isDetached()) {
            processes++;
            add(detached(entry, thread, places), thread);
        } else {
            add(thread(thread), thread);
        }
    }

    private void look(ScopeTree.Node at) {
        String indent = indent(at.depth());
        String scope = at.scope() + (at.scope().hasBeenCancelled() ? ", cancelled" : "");
        lines.add(new Line(indent + scope + (at.isAlone() ? ": no processes" : ""), 0));
        Thread body = at.body();
        if (body != null && included.add(body)) {
            add(indent + "  " + thread(body), body);
        }
        for (ProcessRecord process : at.processes()) {
            included.add(process.thread());
            processes++;
            add(
                    indent + "  " + process(process.name(), null, process.thread(), places),
                    process.thread());
        }
    }

    /**
     * If thousands of scopes are inside each other, the depth is told as a number: else indents would be all that there
     * is.
     */
    private static String indent(int depth) {
        return "  ".repeat(Math.min(depth, DEEPEST))
                + (depth > DEEPEST ? "(depth " + depth + ") " : "");
    }

    private void add(String line, Thread thread) {
        lines.add(new Line(line, Sightings.look(thread, places)));
    }

    private String thread(Thread thread) {
        String name = thread.getName();
        return "thread "
                + (name.isEmpty() ? "#" + thread.threadId() : name)
                + " "
                + Wait.describe(thread, places);
    }

    private static String process(
            String name, @Nullable StackTraceElement startedAt, Thread thread, Places places) {
        return process(name, startedAt)
                + (startedAt == null ? " " : ", ")
                + Wait.describe(thread, places);
    }

    private static String process(String name, @Nullable StackTraceElement startedAt) {
        return "process" + (name.isEmpty() ? "" : " \"" + name + "\"") + startedAt(startedAt);
    }

    private static String startedAt(@Nullable StackTraceElement where) {
        return where == null ? "" : " started at " + UserCode.describe(where);
    }
}
