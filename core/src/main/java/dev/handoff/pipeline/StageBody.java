package dev.handoff.pipeline;

/**
 * What a stage does. It is called once a run, perhaps by several runs at the same time: so what belongs to one run is
 * made inside of {@link #run}.
 *
 * @param <T> the type of the values that the stage puts out
 */
@FunctionalInterface
interface StageBody<T> {
    /**
     * Pushes the values of the stage into {@code out}, all of them, or until it answers false. Returns only when nothing
     * that it has started is left: no process, no open file.
     *
     * @param me for the messages of failures
     * @param out where to
     * @return whether more values are wanted: what {@code out} has answered last, true if it was not asked
     * @throws Exception {@link Label#failure} of what a function has thrown, or what {@code out} or upstream has thrown
     */
    boolean run(Label me, Output<? super T> out) throws Exception;
}
