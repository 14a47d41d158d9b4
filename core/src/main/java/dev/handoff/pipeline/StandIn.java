package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Owned;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A process that waits in place of a platform thread, and hands it what is ready as a list; {@link Feed#drain} says
 * why.
 */
final class StandIn {
    /** Values that are sent together. */
    private record Run<T>(List<T> values) {}

    private StandIn() {}

    static <T> Ready<T> of(Boundary processes, Ready<T> ready, int most) {
        Channel<Object> runs = Channel.named("ready").rendezvous().open();
        Feed.start(
                processes, new Stage<>(Label.of("stand-in"), List.of(), body(ready, most)), runs);
        return _ -> values(Feed.nextOrNull(runs));
    }

    @SuppressWarnings("unchecked") // the stand-in sends runs of its values, and values
    private static <T> List<T> values(@Nullable Object sent) {
        if (sent == null) {
            return List.of();
        }
        return sent instanceof Run<?> run ? (List<T>) run.values : List.of((T) sent);
    }

    private static <T> StageBody<Object> body(Ready<T> ready, int most) {
        return (me, out) -> {
            for (List<T> list = ready.next(most); !list.isEmpty(); list = ready.next(most)) {
                if (!send(list, out)) {
                    return false;
                }
            }
            return true;
        };
    }

    /**
     * An owned value moves only if it is sent by itself. Values that others own, such as results of ordered workers,
     * stay theirs.
     */
    private static <T> boolean send(List<T> list, Output<? super Object> out) throws Exception {
        if (list.stream().noneMatch(StandIn::isMine)) {
            return out.push(new Run<>(list));
        }
        for (T value : list) {
            if (!out.push(isMine(value) ? value : new Run<>(List.of(value)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMine(Object value) {
        return value instanceof Owned<?> owned && owned.isMine();
    }
}
