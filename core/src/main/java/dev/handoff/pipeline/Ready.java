package dev.handoff.pipeline;

import java.util.List;

/**
 * What a boundary has for the stages below it, some of it ready, the rest yet to come. For one process.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
interface Ready<T> {
    /**
     * The next values: waits for the first, and takes what else is ready.
     *
     * @param most how many at most
     * @return none at the end
     * @throws Exception what stands in place of the next value
     */
    List<T> next(int most) throws Exception;
}
