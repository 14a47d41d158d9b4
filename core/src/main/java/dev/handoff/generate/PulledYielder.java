package dev.handoff.generate;

/** Yields to the caller that pulls a {@link GeneratorRun}. */
final class PulledYielder<T> extends Yielder<T> {
    private final Steps<T> steps;

    PulledYielder(String generator, Steps<T> steps) {
        super(generator);
        this.steps = steps;
    }

    @Override
    void hand(T value) throws InterruptedException {
        steps.hand(value);
    }
}
