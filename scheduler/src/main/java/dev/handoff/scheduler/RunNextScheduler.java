package dev.handoff.scheduler;

import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/**
 * Makes virtual threads that have a scheduler of their own: a thread that is woken runs next, on the core of the one
 * that woke it.
 *
 * <p>The JDK's scheduler puts a thread that is woken where any idle core may take it at once. Threads that hand over to
 * each other all the time then move between the cores, and each move costs more than the hand-over itself. Here an idle
 * core takes a thread only if that would have had to wait for some 10 microseconds, so threads that meet often stay
 * together, and those that compute spread out.
 *
 * <p>Handoff's processes run here if the JVM is started with
 *
 * <pre>
 * --add-opens java.base/java.lang=ALL-UNNAMED -Dhandoff.threads=dev.handoff.scheduler.RunNextScheduler
 * </pre>
 *
 * <p>The first option opens what the JDK 25 has, but does not offer: virtual threads with another scheduler. On the
 * module path it is {@code --add-modules dev.handoff.scheduler --add-opens java.base/java.lang=dev.handoff.scheduler}.
 * Threads of this scheduler and others may wait for each other as they like.
 *
 * <p>Each scheduler has a thread of the operating system, a carrier, for each core. All of them are daemons. They are
 * never stopped, so a program wants one scheduler. If a carrier has been busy with one virtual thread for 10
 * milliseconds while others wait, because that computes or blocks in the operating system (files, native code), a spare
 * thread helps. If none of the threads that help begins another thread, there is one more after 20 milliseconds, then
 * 40, and so on to 1 second; there are 256 carriers and spares at most. So the rest of the program goes on, slowly,
 * even beside more endless loops than there are cores; on the JDK's scheduler it does not. But where threads block in
 * calls that the JDK knows to block (to look up a name, to lock a file), the JDK's scheduler has another carrier at
 * once, and so more of them at a time.
 *
 * <p>Virtual threads that are started from those of this scheduler have it, too, as the JDK hands it down.
 *
 * <p>Starting a thread happens-before what it does; everything that its virtual thread did before it was unmounted
 * happens-before what it does after it was mounted again, on whichever carrier.
 *
 * <p>The idea of a next one to run, of queues with a fixed size, and of taking half of another's is that of Go's scheduler
 * (D. Vyukov, 2012); stealing itself of R. D. Blumofe and C. E. Leiserson, 1999. That a carrier leaves alone what its
 * owner will soon come to is Handoff's.
 */
public final class RunNextScheduler implements ThreadFactory {
    private final Carriers carriers;

    /**
     * With {@code -Djdk.virtualThreadScheduler.parallelism} carriers, or one for each core; 256 at most.
     *
     * @throws IllegalStateException if the JVM was started without the option above, if its JDK has not what the JDK 25 has
     *     for this, or if its virtual threads are threads of the operating system
     */
    public RunNextScheduler() {
        this(
                Math.clamp(
                        Integer.getInteger(
                                "jdk.virtualThreadScheduler.parallelism",
                                Runtime.getRuntime().availableProcessors()),
                        1,
                        Carriers.MOST));
    }

    /**
     * With this many carriers.
     *
     * @param parallelism 1 to 256
     * @throws IllegalArgumentException if it is not
     * @throws IllegalStateException if the JVM was started without the option above, if its JDK has not what the JDK 25 has
     *     for this, or if its virtual threads are threads of the operating system
     */
    public RunNextScheduler(int parallelism) {
        if (parallelism < 1 || parallelism > Carriers.MOST) {
            throw new IllegalArgumentException(
                    "parallelism is " + parallelism + ", must be 1 to " + Carriers.MOST);
        }
        this(parallelism, true);
    }

    private RunNextScheduler(int parallelism, boolean isMonitored) {
        Jdk.check();
        this.carriers = new Carriers(parallelism);
        carriers.start(isMonitored);
    }

    /** For tests: nobody helps those who wait for a carrier that does not get on. */
    static RunNextScheduler withoutMonitor(int parallelism) {
        return new RunNextScheduler(parallelism, false);
    }

    /**
     * Makes a virtual thread, not yet started, without a name. Its name can be {@linkplain Thread#setName set}.
     *
     * @param body what it runs
     * @return the thread
     */
    @Override
    public Thread newThread(Runnable body) {
        return Jdk.newVirtualThread(carriers, Objects.requireNonNull(body, "body"));
    }

    @Override
    public String toString() {
        return "RunNextScheduler(" + carriers + ")";
    }
}
