package dev.handoff.check;

import dev.handoff.spi.Offer;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which processes wait for which, among those that have not ended. */
final class WaitGraph {
    /* Overview
     *
     *   p ─▶ q   p waits for the end of q; or p offers a receive and q is known as a sender, or the other way round
     *
     * Known is what was seen, in this run or in others of the same program. So an edge is a hope, and a process without
     * edges has none that we know of. A select has the hopes of all of its cases.
     *
     * A circle of edges is what people call a deadlock. The edges from a scope to its processes are left out there: the
     * scope's body has ended, and is nobody's last hope. After the wait-for graphs of Holt, "Some Deadlock Properties
     * of Computer Systems" (1972).
     *
     * If a process of the circle also selects a send that nobody is left to receive, that is said, too: it may be what is
     * wrong. A broadcast, for one, always waits for subscriptions as well, while it has a value for a subscriber.
     */

    /** One process waits for another. */
    record Edge(Blocked from, Blocked to, String what) {
        @Override
        public String toString() {
            return from.process() + " waits for " + to.process() + " to " + what;
        }
    }

    /** A process that selects, among others, what nobody is left to receive. */
    record Forsaken(Blocked process, Offer offer) {
        @Override
        public String toString() {
            return process.process() + " waits for ever to send to " + Words.title(offer.channel());
        }
    }

    private static final int MOST_HOPES = 4;

    private final List<Blocked> blocked;
    private final Users users;
    private final Map<Long, Blocked> byKey = new HashMap<>();
    private final IdentityHashMap<Blocked, List<Edge>> edges = new IdentityHashMap<>();

    /** The processes started in this run: some that are known from other runs may not be among them. */
    private final Set<Long> started = new HashSet<>();

    WaitGraph(RunResult run, Users users) {
        this.blocked = run.blocked();
        this.users = users;
        blocked.forEach(b -> byKey.put(b.process().key, b));
        run.processes().forEach(process -> started.add(process.key));
    }

    /** The edges from a process to others that wait for good themselves. */
    private List<Edge> edges(Blocked from) {
        return edges.computeIfAbsent(from, this::findEdges);
    }

    private List<Edge> findEdges(Blocked from) {
        List<Edge> edges = new ArrayList<>();
        if (from.why() != WaitReason.SCOPE) {
            for (ControlledProcess awaited : from.awaited()) {
                add(edges, from, awaited.key, "end");
            }
        }
        for (Offer offer : from.offers()) {
            for (Users.User user : users.partners(offer)) {
                add(edges, from, user.key, Words.counterpart(offer));
            }
        }
        return edges;
    }

    private void add(List<Edge> edges, Blocked from, long key, String what) {
        Blocked to = byKey.get(key);
        if (to != null && to.isForGood()) {
            edges.add(new Edge(from, to, what));
        }
    }

    /** The shortest circle of two or more among some processes; empty if there is none. */
    List<Edge> circle(List<Blocked> some) {
        Set<Blocked> members = identities(some);
        List<Edge> shortest = List.of();
        for (Blocked start : some) {
            List<Edge> way = wayBackTo(start, members);
            if (way.size() > 1 && (shortest.isEmpty() || way.size() < shortest.size())) {
                shortest = way;
                if (way.size() == 2) {
                    break;
                }
            }
        }
        return shortest;
    }

    /** A set by identity: comparing what records are made of takes long. */
    private static Set<Blocked> identities(List<Blocked> some) {
        Set<Blocked> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(some);
        return identities;
    }

    /** The shortest way from a process over others to itself. */
    private List<Edge> wayBackTo(Blocked start, Set<Blocked> some) {
        IdentityHashMap<Blocked, Edge> reachedBy = new IdentityHashMap<>();
        Deque<Blocked> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            for (Edge edge : edges(next.remove())) {
                if (edge.from() == edge.to() || !some.contains(edge.to())) {
                    continue;
                }
                if (edge.to() == start) {
                    return way(start, edge, reachedBy);
                }
                if (reachedBy.putIfAbsent(edge.to(), edge) == null) {
                    next.add(edge.to());
                }
            }
        }
        return List.of();
    }

    private static List<Edge> way(
            Blocked start, Edge last, IdentityHashMap<Blocked, Edge> reachedBy) {
        List<Edge> way = new ArrayList<>();
        for (@Nullable Edge edge = last; edge != null; edge = reachedBy.get(edge.from())) {
            way.add(edge);
            if (edge.from() == start) {
                break;
            }
        }
        Collections.reverse(way);
        return way;
    }

    /** Those of some processes that nobody outside of them is known to be able to help. */
    List<Blocked> withoutHelp(List<Blocked> some) {
        List<Blocked> rest = new ArrayList<>(some);
        Set<Blocked> members = identities(rest);
        while (rest.removeIf(b -> hasHelpOutside(b, members))) {
            members.retainAll(identities(rest)); // one that was removed may help others
        }
        return rest;
    }

    private boolean hasHelpOutside(Blocked b, Set<Blocked> some) {
        boolean awaits = b.awaited().stream().anyMatch(p -> isAliveOutside(p.key, some));
        return awaits
                || b.offers().stream()
                        .flatMap(offer -> users.partners(offer).stream())
                        .anyMatch(user -> isAliveOutside(user.key, some));
    }

    private boolean isAliveOutside(long key, Set<Blocked> some) {
        Blocked other = byKey.get(key);
        return other != null && other.why() != WaitReason.SCOPE && !some.contains(other);
    }

    /** Whether a scope waits for the process. */
    boolean isOfScope(Blocked b) {
        return blocked.stream()
                .anyMatch(
                        other ->
                                other.why() == WaitReason.SCOPE
                                        && other.awaited().contains(b.process()));
    }

    /** Whether no other process is known to have ever used the other end of what the process waits at. */
    boolean isWithoutPartner(Blocked b) {
        return !b.offers().isEmpty()
                && b.offers().stream()
                        .flatMap(offer -> users.partners(offer).stream())
                        .allMatch(user -> user.key == b.process().key);
    }

    /** What one of the processes of a circle would send if anybody were left to receive it; null if there is nothing. */
    @Nullable Forsaken forsaken(List<Edge> circle) {
        for (Edge edge : circle) {
            for (Offer offer : edge.from().offers()) {
                if (offer.isSend() && isNobodyLeft(edge.from(), offer)) {
                    return new Forsaken(edge.from(), offer);
                }
            }
        }
        return null;
    }

    /** Whether all others who are known to have used the other ends of what the process waits at have ended. */
    boolean isNobodyLeft(Blocked b) {
        return b.offers().stream().allMatch(offer -> isNobodyLeft(b, offer));
    }

    /** Whether all other processes that are known to have used the other end have ended. */
    private boolean isNobodyLeft(Blocked from, Offer offer) {
        return users.partners(offer).stream()
                .allMatch(user -> user.key == from.process().key || !byKey.containsKey(user.key));
    }

    /** The processes that could help, and why they cannot: a line for each. */
    List<String> hopes(Blocked b) {
        List<String> lines = new ArrayList<>();
        if (b.why() != WaitReason.SCOPE) {
            b.awaited()
                    .forEach(process -> lines.add(hope(process.key, process + " has not ended")));
        }
        for (Offer offer : b.offers()) {
            String channel = b.offers().size() == 1 ? "it" : Words.title(offer.channel());
            lines.addAll(hopes(b, offer, channel));
        }
        return lines;
    }

    /** Processes that have not ended come first. */
    private List<String> hopes(Blocked b, Offer offer, String channel) {
        List<Users.User> partners = new ArrayList<>(users.partners(offer));
        boolean itself = partners.removeIf(user -> user.key == b.process().key);
        if (partners.isEmpty()) {
            String nobody = itself ? "nobody else has ever " : "nobody has ever ";
            return List.of(nobody + (offer.isSend() ? "received from " : "sent to ") + channel);
        }
        partners.sort(Comparator.comparing(user -> !byKey.containsKey(user.key)));
        List<String> lines = new ArrayList<>();
        for (Users.User user : partners.subList(0, Math.min(MOST_HOPES, partners.size()))) {
            lines.add(hope(user.key, user.name + " " + Users.words(user, offer, channel)));
        }
        if (partners.size() > MOST_HOPES) {
            lines.add("and " + (partners.size() - MOST_HOPES) + " others likewise");
        }
        return lines;
    }

    private String hope(long key, String words) {
        Blocked user = byKey.get(key);
        if (user == null) {
            return words
                    + (started.contains(key) ? ", and has ended" : ", and was not started here");
        }
        if (!user.isForGood()) {
            return words;
        }
        return words
                + (user.why() == WaitReason.SCOPE
                        ? ", but is at the end of its scope"
                        : ", but waits itself");
    }
}
