package dev.handoff.generate;

/**
 * What a generator does: it yields values, one after the other.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface GeneratorBody<T> {
    /**
     * Runs from the first value that is asked for to the last, with a pause at each yield. It is called once for each
     * run of the generator; so what it begins with belongs inside.
     *
     * @param out takes the values; for this call, in this thread
     * @throws Exception if it fails: whoever asks for the next value is told
     */
    void run(Yielder<T> out) throws Exception;
}
