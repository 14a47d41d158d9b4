package dev.handoff.verify;

import java.util.Locale;

/**
 * What an actor is trying to do to a line.
 *
 * @param line the line
 * @param use what is tried
 * @param handlesEnd whether the actor goes on when the line ends, too
 * @param way what it sends by; of no interest to other uses
 */
record Port(Line line, Use use, boolean handlesEnd, Way way) {
    enum Use {
        SEND,
        RECEIVE,
        /** Waits for the end of the line alone. */
        AWAIT_END;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    Port(Line line, boolean sends, boolean handlesEnd) {
        this(line, sends ? Use.SEND : Use.RECEIVE, handlesEnd, line.itself);
    }

    static Port through(Way way, boolean handlesEnd) {
        return new Port(way.line, Use.SEND, handlesEnd, way);
    }

    static Port endOf(Line line) {
        return new Port(line, Use.AWAIT_END, true, line.itself);
    }

    boolean sends() {
        return use == Use.SEND;
    }

    /** Whether one of them sends on a line, and the other receives from it. */
    boolean isOtherEndOf(Port other) {
        return line == other.line
                && use != other.use
                && use != Use.AWAIT_END
                && other.use != Use.AWAIT_END;
    }

    /** Whether it is, or has become, a case that can never be matched. */
    boolean isDead() {
        return switch (use) {
            case SEND -> line.ended() == Line.Ended.CANCELLED;
            case RECEIVE -> line.ended() != Line.Ended.NO;
            case AWAIT_END -> false;
        };
    }
}
