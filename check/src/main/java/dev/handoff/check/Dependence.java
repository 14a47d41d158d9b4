package dev.handoff.check;

import dev.handoff.spi.Op;

import java.util.Arrays;

/** Which turns may change places without anybody noticing. */
interface Dependence {
    /** Whether the order of two turns could matter. Symmetric. */
    boolean between(Event a, Event b);

    /* Overview
     *
     * Two turns depend on each other if they are of one process, if one has a hand in the other's process, if both have
     * a hand in the same process, or if what they do to one object does not commute. What commutes, on one object:
     *
     *              INSPECT  START  ENTER  LEAVE  END  JOIN       SEND  RECEIVE  CLOSE
     *   INSPECT       +       +      +      +          +   SEND           w
     *   START         +       c      +      +     o        RECEIVE  w              w
     *   ENTER         +       +      c      +     +    +   CLOSE          w
     *   LEAVE         +       +      +      +     +    +
     *   END                   o      +      +     +    w   READ commutes with READ
     *   JOIN          +              +      +     w    +
     *
     * o: only if it is the scope's own body that starts a process, for then nobody waits for the scope's end. INSPECT
     * does not commute with END, because a task's end can be seen.
     *
     * c: only if nobody is interrupted: a cancel interrupts the processes of a scope in the order of their starts, and
     * those of the scopes inside it in the order in which these scopes were entered.
     *
     * w: only if both are plain; see Waits. The one that comes first waits, or finds what it needs: either way both get
     * what they get. Nothing else on a channel commutes, and nothing commutes with CANCEL_SCOPE and INTERRUPT.
     *
     * What has no scope around it, be it a scope or a detached process, enters and leaves the registry of all that runs,
     * which cancelAll cancels.
     *
     * The end of a detached process is the end of nothing else. It does not commute with READ and WRITE of any
     * variable: a process that accesses the variable later might have joined the thread, and then there is no race any
     * more.
     *
     * All this is said of two turns at some place in some run: they commute there, not in every state. A SEND on a
     * channel on which a select waits has a hand in the selecting process, and so depends on what that process's other
     * channels see. Turns that do not depend on each other may change places, and then each has the same footprint as
     * before; that is all that ExhaustiveStrategy builds on.
     */

    /** What holds for Handoff. */
    Dependence OF_HANDOFF = Dependence::dependent;

    private static boolean dependent(Event a, Event b) {
        if (a.sharesProcessWith(b) || mayHaveJoined(a, b) || mayHaveJoined(b, a)) {
            return true;
        }
        for (int i = 0; i < a.objects().length; i++) {
            for (int j = 0; j < b.objects().length; j++) {
                if (a.objects()[i] == b.objects()[j] && !commute(a, i, b, j)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayHaveJoined(Event a, Event b) {
        return a.accesses() && b.op() == Op.END && !Arrays.asList(b.ops()).contains(Op.END);
    }

    private static boolean commute(Event a, int i, Event b, int j) {
        Op one = a.ops()[i];
        Op other = b.ops()[j];
        boolean plain = a.plain() && b.plain();
        return switch (one) {
            case INSPECT ->
                    switch (other) {
                        case INSPECT, START, ENTER, LEAVE, JOIN -> true;
                        default -> false;
                    };
            case START ->
                    switch (other) {
                        case INSPECT, ENTER, LEAVE -> true;
                        case START -> plain;
                        case END -> isOfBody(a, i);
                        default -> false;
                    };
            case ENTER ->
                    switch (other) {
                        case INSPECT, START, LEAVE, END, JOIN -> true;
                        case ENTER -> plain;
                        default -> false;
                    };
            case LEAVE ->
                    switch (other) {
                        case INSPECT, START, ENTER, LEAVE, END, JOIN -> true;
                        default -> false;
                    };
            case END ->
                    switch (other) {
                        case START -> isOfBody(b, j);
                        case ENTER, LEAVE, END -> true;
                        case JOIN -> plain;
                        default -> false;
                    };
            case JOIN ->
                    switch (other) {
                        case INSPECT, ENTER, LEAVE, JOIN -> true;
                        case END -> plain;
                        default -> false;
                    };
            case SEND -> plain && other == Op.RECEIVE;
            case RECEIVE -> plain && (other == Op.SEND || other == Op.CLOSE);
            case CLOSE -> plain && other == Op.RECEIVE;
            case READ -> other == Op.READ;
            default -> false;
        };
    }

    /** Whether the turn is of the process that has made the scope, and so runs the scope's body. */
    private static boolean isOfBody(Event turn, int i) {
        return Maker.keyOfMaker(turn.objects()[i]) == turn.process();
    }
}
