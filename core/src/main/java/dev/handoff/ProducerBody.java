package dev.handoff;

/**
 * A process that sends values into a channel of its own.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface ProducerBody<T> {
    /**
     * Runs in the thread of the process.
     *
     * @param out the channel; closed when this returns, failed when it throws
     * @throws Exception if the process fails
     */
    void run(Sender<T> out) throws Exception;
}
