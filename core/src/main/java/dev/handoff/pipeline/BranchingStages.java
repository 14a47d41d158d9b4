package dev.handoff.pipeline;

import dev.handoff.CheckReturnValue;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The part of {@link Pipeline} with the stages that have pipelines inside: branches. A branch is given as a function
 * that adds stages to the pipeline of the values that the branch gets. That of groupBy needs a key, on which its stages
 * may depend, and there is none before a run.
 */
@CheckReturnValue(Ignored.PIPELINE)
abstract sealed class BranchingStages<T> extends JoinedStages<T> permits FailureStages {
    BranchingStages(@Nullable String name, Stage<T> last) {
        super(name, last);
    }

    /**
     * Gives the values that meet a condition to one branch, and all others to another; puts out what both put out, as it
     * comes. Each branch runs in a process of its own, and may be {@value Branch#AHEAD} values behind: a branch that
     * has so many values waiting holds up the other, until it takes one or has ended. A branch that has ended drops the
     * rest of its values; when both have ended, what is above is stopped. If a branch fails, so does the whole, and the
     * other one is interrupted. If what is above fails, both branches get the failure after the values before it, and
     * the whole fails unless each has had enough or has recovered from it.
     *
     * <p>The functions only add stages: each is called here, for descriptions, and anew in each run. If a function
     * throws here, so does this method; if it gives null here, this method throws a {@link NullPointerException}. In a
     * run, either fails the stage.
     *
     * @param condition the condition
     * @param yes adds the stages for the values that meet it
     * @param no adds the stages for those that do not
     * @param <R> the type of what comes out
     * @return a pipeline
     */
    public <R> Pipeline<R> partition(
            Condition<? super T> condition,
            Function<? super Pipeline<T>, ? extends Pipeline<? extends R>> yes,
            Function<? super Pipeline<T>, ? extends Pipeline<? extends R>> no) {
        Objects.requireNonNull(condition, "condition");
        Label label = Label.of("partition");
        return branching(
                label,
                List.of(new Branch<>("partition: yes", yes), new Branch<>("partition: no", no)),
                true,
                branches ->
                        Branches.partition(
                                last,
                                branches,
                                (me, value) -> Elements.test(me, condition, value) ? 0 : 1));
    }

    /**
     * Shares the values out to {@code branches} branches by a key: those with equal keys go to the same branch, in
     * their order; which keys share a branch is left to their hash codes. So work on different keys goes on at the same
     * time, and work on the same key stays in order. Otherwise as {@link #partition(Condition, Function, Function)}.
     *
     * @param branches how many, one or more
     * @param key gives the key of a value
     * @param branch adds the stages for the values of one branch; called for each
     * @param <R> the type of what comes out
     * @return a pipeline
     * @throws IllegalArgumentException if {@code branches} is less than one
     */
    public <R> Pipeline<R> partition(
            int branches,
            Mapping<? super T, ?> key,
            Function<? super Pipeline<T>, ? extends Pipeline<? extends R>> branch) {
        requirePositive(branches, "partition");
        Objects.requireNonNull(key, "key");
        List<Branch<T, R>> all = new ArrayList<>();
        for (int i = 1; i <= branches; i++) {
            all.add(new Branch<>("partition: " + i, branch));
        }
        return branching(
                Label.of("partition", branches),
                all,
                true,
                started ->
                        Branches.partition(
                                last,
                                started,
                                (me, value) ->
                                        place(me, Elements.apply(me, key, value), branches)));
    }

    /** The hash codes of small numbers and short strings differ in their last bits only, or are all even. */
    private static int place(Label me, Object key, int branches) throws Exception {
        int hash;
        try {
            hash = key.hashCode() * 0x9E3779B9;
        } catch (Throwable t) {
            throw me.failure(t);
        }
        return Math.floorMod(hash ^ (hash >>> 16), branches);
    }

    /**
     * Opens a branch for each key, and gives it the values of that key, in their order; puts out what all put out, as it
     * comes. At most {@code most} branches are open: if one more is needed, and none has ended by itself, the one that has
     * had no value for the longest time is ended, as by the end of its values, and awaited. If its key comes again, a new
     * branch is opened for it. At the end of the values, all branches are ended.
     *
     * <p>Each branch runs in a process of its own, and gets a value when it asks for one: while it is at work on the
     * value before, the next value of its key holds up what comes after that, for all keys. Give the branch a
     * {@code buffer} to let it lag. A branch that has ended drops the values of its key from then on, unless it has to
     * make room. What is above is not stopped by that, because another key may come. If a branch fails, so does the
     * whole, and the others are interrupted. If what is above fails, so does the whole, when the branches have done
     * what they had.
     *
     * <p>The function is called in runs only, once for each branch that is opened, and may load what the branch begins with; while
     * it does, the other keys wait. If it fails, so does the stage. Descriptions show the branches as one, {@code each key}.
     *
     * @param most how many branches are open at most, one or more
     * @param key gives the key of a value: anything with equals and hashCode, and a toString, which names the branch
     * @param branch adds the stages for the values of one key
     * @param <K> the type of the keys
     * @param <R> the type of what comes out
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one
     */
    public <K, R> Pipeline<R> groupBy(
            int most,
            Mapping<? super T, ? extends K> key,
            Combining<? super K, ? super Pipeline<T>, ? extends Pipeline<? extends R>> branch) {
        return grouped(most, key, branch, null);
    }

    /**
     * As {@link #groupBy(int, Mapping, Combining)}, but a branch that has waited {@code idle} for a value is ended,
     * too, as by the end of its values: at that time, not only when another key comes. If its key comes again, a new
     * branch is opened for it; no value is lost to that.
     *
     * @param most how many branches are open at most, one or more
     * @param idle how long a branch waits for a value
     * @param key gives the key of a value: anything with equals and hashCode, and a toString, which names the branch
     * @param branch adds the stages for the values of one key
     * @param <K> the type of the keys
     * @param <R> the type of what comes out
     * @return a pipeline
     * @throws IllegalArgumentException if {@code most} is less than one, or {@code idle} is zero or less
     */
    public <K, R> Pipeline<R> groupBy(
            int most,
            Duration idle,
            Mapping<? super T, ? extends K> key,
            Combining<? super K, ? super Pipeline<T>, ? extends Pipeline<? extends R>> branch) {
        requirePositive(idle, "groupBy");
        return grouped(most, key, branch, idle);
    }

    private <K, R> Pipeline<R> grouped(
            int most,
            Mapping<? super T, ? extends K> key,
            Combining<? super K, ? super Pipeline<T>, ? extends Pipeline<? extends R>> branch,
            @Nullable Duration idle) {
        requirePositive(most, "groupBy");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(branch, "branch");
        String details = idle == null ? "" + most : most + ", idle " + shown(idle);
        Groups.Rules<T, K, R> rules = new Groups.Rules<>(most, idle, key, branch);
        return new Pipeline<>(
                name,
                new Stage<>(
                        Label.of("groupBy", details),
                        List.of(last),
                        List.of(Branch.unknown("groupBy: each key")),
                        true,
                        (me, out) -> Groups.run(me, last, out, rules)));
    }

    /**
     * Gives each value to a branch, too, before it goes on. What the branch puts out is dropped, so it has its effect
     * by peek, for example. A slow branch slows the rest. The branch runs in a process of its own; it gets the end when
     * the values end or the stages below want no more, and is then awaited. A branch that wants no more does not stop
     * the rest.
     *
     * <p>If the branch fails, so does the whole, when the stages below are done with the value that they are at, and
     * what is above is interrupted. If the stages below want no more, their result stands, and the failure goes to the
     * uncaught-exception handler of the thread that runs the stage that has enough. If anything else fails, the branch
     * is interrupted. It is also interrupted if a stage below has processes of its own (buffer, parallel) and is
     * stopped: then the branch may not have seen all that came out, and its failure is dropped. A branch that must have
     * a copy of all that comes out belongs below such a stage.
     *
     * <p>The function only adds stages: it is called as those of {@link #partition(Condition, Function, Function)}.
     *
     * @param branch adds the stages that get a copy
     * @return a pipeline
     */
    public Pipeline<T> tee(Function<? super Pipeline<T>, ? extends Pipeline<?>> branch) {
        return branching(
                Label.of("tee"),
                List.of(new Branch<T, Object>("tee: copy", branch)),
                false,
                branches -> Branches.tee(last, branches.getFirst()));
    }

    /**
     * Sends each value, before it goes on. Waits as {@link Sender#send} does, and does not close the sender. When the
     * receiver has cancelled the channel, values go on without being sent. If it was closed or has failed, the stage
     * fails, with a {@link dev.handoff.ClosedException} as the cause.
     *
     * @param copies where the copies go
     * @return a pipeline
     */
    public Pipeline<T> tee(Sender<? super T> copies) {
        Objects.requireNonNull(copies, "copies");
        return with(Label.of("tee", copies), Branches.tee(last, copies));
    }

    private <R, S> Pipeline<S> branching(
            Label label,
            List<Branch<T, R>> branches,
            boolean branchesPutOut,
            Function<List<Branch<T, R>>, StageBody<S>> body) {
        List<Stage<?>> drawn = new ArrayList<>();
        for (Branch<T, R> branch : branches) {
            drawn.add(branch.drawn());
        }
        return new Pipeline<>(
                name,
                new Stage<>(label, List.of(last), drawn, branchesPutOut, body.apply(branches)));
    }
}
