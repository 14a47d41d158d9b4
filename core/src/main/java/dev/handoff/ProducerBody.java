package dev.handoff;

/**
 * The body of a process that sends values, and whose end is the end of these values: for {@link Scope#produce} and
 * {@link Scope#go(String, Sender, ProducerBody)}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface ProducerBody<T> {
    /**
     * Runs in the thread of the process.
     *
     * @param out takes the values; closed when this returns, failed when it throws
     * @throws Exception if the process fails
     */
    void run(Sender<T> out) throws Exception;
}
