package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Overflow;

import java.util.List;

/** For tests of programs that share a variable: whether that is in order, in many schedules. */
final class Sharing {
    private static final List<Explore> WAYS =
            List.of(Explore.random().schedules(300), Explore.pct(3).schedules(100));

    static final Object TOKEN = "token";

    static void isRight(Program program) throws InterruptedException {
        for (Explore way : WAYS) {
            Report report = way.check(program);
            assertThat(report.isClean()).as(report.toString()).isTrue();
        }
    }

    /** The kinds of channel. */
    enum Shape {
        RENDEZVOUS,
        BUFFERED_1,
        BUFFERED_3,
        UNBOUNDED,
        LATEST,
        DROP_OLDEST,
        DROP_NEWEST;

        <T> Channel<T> open() {
            return switch (this) {
                case RENDEZVOUS -> Channel.rendezvous();
                case BUFFERED_1 -> Channel.buffered(1);
                case BUFFERED_3 -> Channel.buffered(3);
                case UNBOUNDED -> Channel.unbounded();
                case LATEST -> Channel.latest();
                case DROP_OLDEST ->
                        Channel.<T>unnamed().buffered(2).overflow(Overflow.DROP_OLDEST).open();
                case DROP_NEWEST ->
                        Channel.<T>unnamed().buffered(2).overflow(Overflow.DROP_NEWEST).open();
            };
        }
    }

    private Sharing() {}
}
