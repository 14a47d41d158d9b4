package dev.handoff.lint;

import com.sun.source.tree.Tree;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The code of one process, or of several that are started at the same place; or of the method that starts them. */
final class Body {
    /**
     * Code that a round of a loop does not come to.
     *
     * @param code the rest of the loop's body
     * @param loop the loop, whose next round begins before that code
     */
    record Rest(Span code, Tree loop) {}

    final @Nullable Body starter;

    /** Where the call that starts it begins. */
    private final long begin;

    /** Where it is started; what comes before that in the starter's code has happened. */
    final Site start;

    /** The lambda or method of the starter by whose end it has ended. */
    final Span region;

    /**
     * What the starter does not come to once it has started this, because it leaves a block, a loop or the region
     * before.
     */
    final List<Span> passedBy;

    /** What the round that has started this does not come to. */
    private final List<Rest> passedInRound;

    /** The loops around the start, within the region: each round may start another process. */
    final List<Tree> loops;

    final List<Access> accesses = new ArrayList<>();
    final List<Contact> contacts = new ArrayList<>();

    Body(
            @Nullable Body starter,
            long begin,
            Site start,
            Span region,
            List<Span> passedBy,
            List<Rest> passedInRound,
            List<Tree> loops) {
        this.starter = starter;
        this.begin = begin;
        this.start = start;
        this.region = region;
        this.passedBy = passedBy;
        this.passedInRound = passedInRound;
        this.loops = loops;
    }

    /** Whether a position is in the call that starts it. */
    boolean isStartAt(long at) {
        return begin <= at && at < start.at();
    }

    /** Whether it may run while {@code other} does, where neither has started the other. */
    boolean overlaps(Body other) {
        return (isBeside(other) || other.isBeside(this))
                && !start.excludes(other.start)
                && !precludes(other)
                && !other.precludes(this);
    }

    /** Whether the region of the other is inside of this one's, and is not left before this is started. */
    private boolean isBeside(Body other) {
        Body near = other.besideOf(this);
        return region.contains(other.region)
                && (start.at() < near.region.end()
                        || loops.stream().anyMatch(near.start.loops()::contains));
    }

    /** This, or the one of those by which it was started that has the same starter as {@code other}. */
    private Body besideOf(Body other) {
        for (Body body = this; body != null; body = body.starter) {
            if (body.starter == other.starter) {
                return body;
            }
        }
        return this;
    }

    /**
     * Whether the starter, once it has started this, does not come to the start of {@code other}, and has not been
     * there before.
     */
    private boolean precludes(Body other) {
        return passesBy(other.start.at()) && !other.mayRunAt(start);
    }

    private boolean passesBy(long at) {
        return passedBy.stream().anyMatch(span -> span.has(at));
    }

    /** Whether a round of {@code same} that has started this does nothing at that place of the starter's code. */
    boolean excludesIn(Collection<Tree> same, Site site) {
        return start.excludesIn(same, site)
                || passedInRound.stream()
                        .anyMatch(rest -> same.contains(rest.loop()) && rest.code().has(site.at()));
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
        return region.has(site.at())
                && !passesBy(site.at())
                && !start.excludes(site)
                && (site.at() >= start.at() || loops.stream().anyMatch(site.loops()::contains));
    }

    /**
     * Its own contacts, and those of the processes by which it was started that have not started {@code other}, too.
     */
    List<Contact> contactsBeside(Body other) {
        List<Contact> all = new ArrayList<>();
        for (Body body = this;
                body != null && body.starter != null && !other.isStartedBy(body);
                body = body.starter) {
            all.addAll(body.contacts);
        }
        return all;
    }

    /**
     * What its starter does before it starts this and after it has started {@code other}: it may have waited for that.
     */
    List<Contact> contactsSince(Body other) {
        return starter == null
                ? List.of()
                : starter.contacts.stream()
                        .filter(c -> c.at() < begin)
                        .filter(c -> c.at() >= other.start.at() || !loops.isEmpty())
                        .toList();
    }

    /**
     * What the starter does in the region meanwhile: not the start itself, by which nobody waits for this in turn, nor
     * that the starter has let others go on before it.
     */
    List<Contact> contactsOfStarter() {
        return starter == null
                ? List.of()
                : starter.contacts.stream()
                        .filter(c -> region.has(c.at()))
                        .filter(c -> c.use() != Contact.Use.TAKES_TURNS || c.at() != begin)
                        .filter(
                                c ->
                                        c.use() != Contact.Use.SETTLES
                                                || c.at() > begin
                                                || !loops.isEmpty())
                        .toList();
    }
}
