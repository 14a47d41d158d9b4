package dev.handoff.pipeline;

/**
 * Where a stage puts its values. Used by one process at a time.
 *
 * @param <T> the type of the values
 */
abstract class Output<T> {
    /**
     * Takes a value, and returns when the stages below are done with it, or have stored it. A caller that is answered
     * false must push no more, and answer its own upstream the same.
     *
     * @return whether more values are wanted
     * @throws Exception what the stages below have thrown; to be passed on as it is
     */
    abstract boolean push(T value) throws Exception;
}
