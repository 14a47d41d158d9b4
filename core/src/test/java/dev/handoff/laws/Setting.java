package dev.handoff.laws;

import dev.handoff.Channel;

import java.util.Arrays;
import java.util.stream.Stream;

/** A kind of channel between kinds of threads. */
record Setting(Shape shape, ThreadKind senders, ThreadKind receivers) {
    <T> Channel<T> open() {
        return shape.open();
    }

    static Stream<Setting> every() {
        return with(Shape.every());
    }

    static Stream<Setting> lossless() {
        return with(Shape.lossless());
    }

    static Stream<Setting> bounded() {
        return with(Shape.bounded());
    }

    static Stream<Setting> rendezvous() {
        return with(Stream.of(Shape.RENDEZVOUS));
    }

    private static Stream<Setting> with(Stream<Shape> shapes) {
        return shapes.flatMap(
                shape ->
                        Arrays.stream(ThreadKind.values())
                                .flatMap(
                                        senders ->
                                                Arrays.stream(ThreadKind.values())
                                                        .map(r -> new Setting(shape, senders, r))));
    }

    @Override
    public String toString() {
        return shape + ", senders " + senders + ", receivers " + receivers;
    }
}
