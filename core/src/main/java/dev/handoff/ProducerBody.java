package dev.handoff;

/**
 * A process that sends values, and whose end is the end of what it sends: {@link Scope#produce}, {@link Scope#go(String, Sender,
 * ProducerBody)}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface ProducerBody<T> {
    /**
     * Runs in the thread of the process.
     *
     * @param out takes them; closed when this returns, failed when it throws
     * @throws Exception if the process fails
     */
    void run(Sender<T> out) throws Exception;
}
