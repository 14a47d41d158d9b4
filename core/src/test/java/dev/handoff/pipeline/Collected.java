package dev.handoff.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Keeps what is pushed. */
final class Collected<T> extends Output<T> {
    final List<T> values = new ArrayList<>();

    @Override
    boolean push(T value) {
        values.add(value);
        return true;
    }
}
