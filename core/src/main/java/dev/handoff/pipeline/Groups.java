package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** The branches of a groupBy, by key. Belongs to the process that runs what is above. */
final class Groups<T, K, R> extends Output<T> {
    /* Overview
     *
     *   upstream ──▶ this ──▶ values of the key's branch ──▶ branches ──results──▶ the stage's process
     *
     *   The values of a branch go over a rendezvous. So a branch that has waited in vain can cancel it without losing a
     *   value: a value that is on its way is refused, and a new branch is started for it. A branch is awaited before
     *   another one takes its place or its key.
     *
     *   A group whose branch wants no more stays, because its values are to be dropped. A group that has lapsed leaves
     *   at the next new key after its branch has ended, so that keys which never come again are not kept.
     */

    /** What was asked for. */
    record Rules<T, K, R>(
            int most,
            @Nullable Duration idle,
            Mapping<? super T, ? extends K> key,
            Combining<? super K, ? super Pipeline<T>, ? extends Pipeline<? extends R>> branch) {}

    static <T, K, R> boolean run(
            Label me, Stage<T> upstream, Output<? super R> out, Rules<T, K, R> rules)
            throws Exception {
        return Boundary.<R>run(
                me,
                out,
                (processes, below) -> {
                    Channel<R> results = Branches.results(me);
                    Groups<T, K, R> groups =
                            new Groups<>(me, processes, results.newSender(), rules);
                    Feed.start(
                            processes,
                            upstream,
                            groups,
                            thrown -> {
                                processes.passOn(thrown);
                                groups.end(thrown);
                            });
                    Branches.putOut(processes, results, below, () -> groups.unwanted = true);
                    return below.wanted();
                });
    }

    private final Label me;
    private final Boundary processes;
    private final Sender<R> results;
    private final Rules<T, K, R> rules;

    /** All groups, the one that has had no value for the longest time first. */
    private final LinkedHashMap<K, Group<T>> groups = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * The groups that get no more values, since they have lapsed or have had enough, in the order in which that
     * happened.
     */
    private final Set<Group<T>> ended = Collections.synchronizedSet(new LinkedHashSet<>());

    /** The groups that have lapsed, and whose branch has done what it had. */
    private final Set<Group<T>> lapsed = Collections.synchronizedSet(new LinkedHashSet<>());

    /** Nothing more is put out, or a branch has failed. */
    private volatile boolean unwanted;

    private Groups(Label me, Boundary processes, Sender<R> results, Rules<T, K, R> rules) {
        this.me = me;
        this.processes = processes;
        this.results = results;
        this.rules = rules;
    }

    private static final class Group<T> {
        final Object key;
        final Channel<T> values;
        final Channel<T> over = Channel.rendezvous();

        /** Whether its branch has waited for a value for too long. */
        volatile boolean lapsed;

        /** Whether its branch wants no more. */
        boolean stopped;

        volatile @Nullable Throwable given;

        Group(Object key, Label me) {
            this.key = key;
            this.values = Channel.<T>named(me + ", values of " + key).open();
        }

        void end(@Nullable Throwable failure) {
            given = failure;
            ChannelEnd.tell(values, failure);
        }
    }

    @Override
    boolean push(T value) throws Exception {
        K key = Elements.apply(me, rules.key, value);
        Group<T> group = of(key);
        if (group == null) {
            removeLapsed();
            makeRoom();
            group = open(key);
        }
        while (!group.stopped && !Feed.send(me, group.values, value)) {
            if (group.lapsed) {
                awaitEnd(group);
                group = open(key);
            } else {
                group.stopped = true;
            }
        }
        return !unwanted;
    }

    private @Nullable Group<T> of(K key) throws Exception {
        try {
            return groups.get(key);
        } catch (Throwable t) {
            throw me.failure(t); // by the key's hashCode or equals
        }
    }

    private void removeLapsed() throws InterruptedException {
        for (Group<T> leaving; (leaving = first(lapsed)) != null; ) {
            remove(leaving);
            awaitEnd(leaving);
        }
    }

    /** Takes out a group that has ended by itself, or else the idlest. */
    private void makeRoom() throws InterruptedException {
        if (groups.size() >= rules.most) { // more, if somebody has changed a key
            Group<T> leaving = first(ended);
            if (leaving == null) {
                leaving = Objects.requireNonNull(groups.firstEntry()).getValue();
            }
            remove(leaving);
            leaving.end(null);
            awaitEnd(leaving);
        }
    }

    /** All groups are looked through only if the key is of no use any more: the branch may have changed it. */
    private void remove(Group<T> leaving) {
        boolean found = false;
        try {
            found = groups.remove(leaving.key, leaving);
        } catch (Throwable t) {
            // by the key's hashCode or equals
        }
        if (!found) {
            groups.values().remove(leaving);
        }
    }

    private static <G> @Nullable G first(Set<G> groups) {
        synchronized (groups) {
            Iterator<G> all = groups.iterator();
            return all.hasNext() ? all.next() : null;
        }
    }

    private void awaitEnd(Group<T> group) throws InterruptedException {
        group.over.receiveOrNull();
        ended.remove(group);
        lapsed.remove(group);
    }

    private Group<T> open(K key) throws Exception {
        Group<T> group;
        Pipeline<? extends R> branch;
        try {
            group = new Group<>(key, me);
            groups.put(key, group); // before it is started: a group not in here is not ended
            branch =
                    rules.branch.apply(key, Pipeline.source(Label.of("group", key), source(group)));
        } catch (Throwable t) {
            throw me.failure(t);
        }
        if (branch == null) {
            throw me.nullGiven();
        }
        start(branch.last, group);
        return group;
    }

    private <S extends R> void start(Stage<S> last, Group<T> group) {
        Feed.withSender(
                results,
                mine ->
                        Feed.start(
                                processes,
                                last,
                                Feed.<R>sending(mine),
                                failure -> {
                                    // first: from then on its values are dropped
                                    if (failure != null && failure != group.given) {
                                        unwanted = true;
                                    }
                                    group.values.cancel();
                                    ended.add(group);
                                    if (group.lapsed) {
                                        lapsed.add(group);
                                    }
                                    ChannelEnd.tell(mine, failure == group.given ? null : failure);
                                    group.over.close();
                                }));
    }

    private StageBody<T> source(Group<T> group) {
        Duration idle = rules.idle;
        if (idle == null) {
            return (label, out) -> Feed.pass(group.values, out);
        }
        return (label, out) -> {
            while (true) {
                switch (group.values.receiveWithin(idle)) {
                    case Received.Value<T>(T value) -> {
                        if (!out.push(value)) {
                            return false;
                        }
                    }
                    case Received.Empty<T> e -> {
                        group.lapsed = true;
                        group.values.cancel();
                        ended.add(group);
                        return true;
                    }
                    case Received.Closed<T> c -> {
                        Feed.nextOrNull(group.values); // throws if it has failed
                        return true;
                    }
                }
            }
        };
    }

    /** Ends the values, because of {@code failure} unless that is null. */
    private void end(@Nullable Throwable failure) {
        Throwable how = failure == null && unwanted ? Branches.stopped("groupBy") : failure;
        groups.values().forEach(group -> group.end(how));
        results.close();
    }
}
