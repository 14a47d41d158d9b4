package dev.handoff.lint;

import com.sun.source.tree.Tree;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The code of one process, or of several that are started at the same place; or of a method, which starts them. */
final class Body {
    final @Nullable Body starter;

    /** Where it is started; what is before in the starter's code has happened. */
    final Site start;

    /** The lambda or method, of the starter's, by whose end it has ended. */
    final long regionStart;

    final long regionEnd;

    /** Up to where the starter goes on after the start: it may leave the region earlier than at its end. */
    final long end;

    /** Around the start, in the region: each round may start another one. */
    final List<Tree> loops;

    final List<Access> accesses = new ArrayList<>();
    final List<Contact> contacts = new ArrayList<>();

    Body(
            @Nullable Body starter,
            Site start,
            long regionStart,
            long regionEnd,
            long end,
            List<Tree> loops) {
        this.starter = starter;
        this.start = start;
        this.regionStart = regionStart;
        this.regionEnd = regionEnd;
        this.end = end;
        this.loops = loops;
    }

    /** Whether it may run while {@code other} does; neither has started the other. */
    boolean overlaps(Body other) {
        return (isBeside(other) || other.isBeside(this))
                && !start.excludes(other.start)
                && !precludes(other)
                && !other.precludes(this);
    }

    /** Whether the other's region is in this one's, and not left before this is started. */
    private boolean isBeside(Body other) {
        return regionStart <= other.regionStart
                && other.regionEnd <= regionEnd
                && (start.at() < other.regionEnd
                        || loops.stream().anyMatch(other.start.loops()::contains));
    }

    /** Whether the starter, having started this, leaves before it would start {@code other}, and has not done so before. */
    private boolean precludes(Body other) {
        return end <= other.start.at() && other.start.at() < regionEnd && !other.mayRunAt(start);
    }

    /** Whether it was started by {@code other}, or by what that has started. */
    boolean isStartedBy(Body other) {
        for (Body body = starter; body != null; body = body.starter) {
            if (body == other) {
                return true;
            }
        }
        return false;
    }

    /** Whether something at that place of the starter's code may happen while this runs. */
    boolean mayRunAt(Site site) {
        return regionStart <= site.at()
                && site.at() < end
                && !start.excludes(site)
                && (site.at() >= start.at() || loops.stream().anyMatch(site.loops()::contains));
    }

    /** What the starter does there, meanwhile. */
    List<Contact> contactsOfStarter() {
        return starter == null
                ? List.of()
                : starter.contacts.stream()
                        .filter(c -> regionStart <= c.at() && c.at() < regionEnd)
                        .toList();
    }
}
