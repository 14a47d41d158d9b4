package dev.handoff.verify;

/** One end of a line that somebody is trying to use; whether he goes on when it ends, too. */
record Port(Line line, boolean sends, boolean handlesEnd) {
    /** Whether it is, or has become, a case that can never be matched. */
    boolean isDead() {
        return line.ended() == (sends ? Line.Ended.CANCELLED : Line.Ended.CLOSED)
                || line.ended() == Line.Ended.CANCELLED;
    }
}
