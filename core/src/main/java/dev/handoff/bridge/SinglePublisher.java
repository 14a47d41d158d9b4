package dev.handoff.bridge;

import dev.handoff.Receiver;
import dev.handoff.Scope;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A publisher for one subscriber, the first; a further one is refused, and takes nothing away from the first. */
final class SinglePublisher<T> implements Flow.Publisher<T> {
    private final Scope scope;
    private final String name;
    private final String title;
    private final Source<T> source;
    private final AtomicBoolean taken = new AtomicBoolean();

    SinglePublisher(Scope scope, String name, String title, Source<T> source) {
        this.scope = scope;
        this.name = name;
        this.title = title;
        this.source = source;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        boolean first = taken.compareAndSet(false, true);
        Delivery.start(scope, name, first ? source : new Refusal<>(title), subscriber);
    }

    private record Refusal<T>(String title) implements Source<T> {
        @Override
        public Receiver<T> open(Scope run) {
            throw new IllegalStateException(
                    title + " has a subscriber already, and takes no second");
        }

        @Override
        public boolean isRefusal() {
            return true;
        }
    }
}
