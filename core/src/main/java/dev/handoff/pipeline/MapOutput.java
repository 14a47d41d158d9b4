package dev.handoff.pipeline;

/** The output of a map's upstream; copied for each mapping. */
final class MapOutput<T, R> extends Output<T> {
    private final Label me;
    private final Mapping<? super T, ? extends R> mapping;
    private final Output<? super R> out;

    MapOutput(Label me, Mapping<? super T, ? extends R> mapping, Output<? super R> out) {
        this.me = me;
        this.mapping = mapping;
        this.out = out;
    }

    @Override
    boolean push(T value) throws Exception {
        R result;
        try {
            result = mapping.apply(value);
        } catch (Throwable t) {
            throw me.failure(t);
        }
        if (result == null) {
            throw me.nullGiven();
        }
        return out.push(result);
    }
}
