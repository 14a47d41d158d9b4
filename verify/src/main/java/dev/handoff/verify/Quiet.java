package dev.handoff.verify;

import java.util.ArrayList;
import java.util.List;

/** Looks at a moment at which every actor waits or has ended: is each wait hopeless by the rules? */
final class Quiet {
    /* Overview
     *
     * The rules (see hopeIn) look at what the actors were trying to do and what their journals say, not at the
     * library's own bookkeeping, and then compare the two: size = accepted - received - undelivered, and as many
     * waiters as there are.
     *
     * A lost wake-up shows as a wait with hope, a match that only one side knows of as a wrong size. All times have come
     * by now: a lost time-out shows as a wait that would have ended by itself.
     */
    private final List<Actor> actors;
    private final List<String> problems = new ArrayList<>();

    private Quiet(List<Actor> actors) {
        this.actors = actors;
    }

    /** What is wrong; empty if nothing is. */
    static List<String> problems(List<Actor> actors, List<Line> lines) {
        Quiet quiet = new Quiet(actors);
        lines.forEach(Line::lookForEnd);
        actors.forEach(quiet::lookAtWaitOf);
        lines.forEach(quiet::compareCounts);
        return quiet.problems;
    }

    private void lookAtWaitOf(Actor actor) {
        List<Port> ports = actor.waitsFor();
        for (Port port : ports) {
            String hope = hopeIn(port, actor);
            if (hope != null) {
                problems.add(
                        "process %d waits to %s on %s, although %s"
                                .formatted(actor.journal.process, port.use(), port.line(), hope));
            }
        }
        if (actor.endsByItself()) {
            problems.add(
                    "process %d waits for good, although what it does ends by itself: %s"
                            .formatted(actor.journal.process, ports));
        } else if ((actor.selects() || !ports.isEmpty()) && ports.stream().allMatch(Port::isDead)) {
            problems.add(
                    "process %d waits for ended lines alone, or for nothing: %s"
                            .formatted(actor.journal.process, ports));
        }
    }

    /** Why the port could be used now; null if it cannot. */
    private String hopeIn(Port port, Actor actor) {
        Line line = port.line();
        if (line.ended() != Line.Ended.NO
                && port.handlesEnd()
                && !(port.sends() && line.ended() == Line.Ended.CLOSED)) {
            return "that has ended";
        }
        if (port.use() == Port.Use.AWAIT_END) {
            return null;
        }
        if (port.sends()) {
            // a select that begins after the end has no case to send there
            boolean isThere = line.ended() == Line.Ended.NO || !actor.selects();
            if (isThere && stored(line) < line.store.capacity) {
                return "there is room";
            }
            if (isThere && line.store.drops) {
                return "such a send never waits";
            }
            if (isThere && line.isEndTold()) {
                return "a receive has reported the end";
            }
        } else if (stored(line) > 0) {
            return "there is a value";
        }
        return line.ended() == Line.Ended.NO
                        && isWaiting(line, port.sends() ? Port.Use.RECEIVE : Port.Use.SEND, actor)
                ? "there is a counterpart"
                : null;
    }

    private boolean isWaiting(Line line, Port.Use use, Actor butNot) {
        return actors.stream().anyMatch(actor -> actor != butNot && isAt(line, use, actor));
    }

    private long stored(Line line) {
        long balance = -line.undelivered.size();
        for (Actor actor : actors) {
            Journal journal = actor.journal;
            if (count(journal.doubtful, line) > 0
                    || journal.cutShort.stream().anyMatch(batch -> count(batch, line) > 0)) {
                return line.channel.size(); // unknown: do not judge
            }
            balance += count(journal.accepted, line) - count(journal.received, line);
        }
        return balance;
    }

    private static long count(List<Long> values, Line line) {
        return values.stream().filter(value -> Journal.lineOf(value) == line.number).count();
    }

    private void compareCounts(Line line) {
        if (line.channel.size() != stored(line)) {
            problems.add(
                    "%s says that it holds %d values, but it holds %d"
                            .formatted(line, line.channel.size(), stored(line)));
        }
        if (line.ended() != Line.Ended.NO) {
            return;
        }
        if (line.sendersAreKnown()) {
            compareCount(line, line.channel.waitingSenders(), Port.Use.SEND);
            compareCount(line, line.channel.waitingReceivers(), Port.Use.RECEIVE);
        }
    }

    private void compareCount(Line line, int said, Port.Use use) {
        long waiting = actors.stream().filter(actor -> isAt(line, use, actor)).count();
        if (said != waiting) {
            problems.add(
                    "%s says that %d wait to %s, but %d do".formatted(line, said, use, waiting));
        }
    }

    private static boolean isAt(Line line, Port.Use use, Actor actor) {
        return actor.waitsFor().stream().anyMatch(port -> port.line() == line && port.use() == use);
    }
}
