package dev.handoff.lint;

import com.sun.source.tree.Tree;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import javax.lang.model.element.Element;

/**
 * Where in the code of a process something is done.
 *
 * @param at the position; of the call, if a method that is called does it
 * @param loops around it
 * @param arms around it: to an {@code if} or {@code switch}, which arm
 * @param conditions which hold for that
 */
record Site(long at, List<Tree> loops, Map<Tree, Arm> arms, Set<Condition> conditions) {
    /**
     * One arm of a branch.
     *
     * @param code what is done in it
     * @param rounds the loops around, of which one round may take this arm and the next another
     */
    record Arm(Tree code, List<Tree> rounds) {}

    /**
     * What is said of a variable.
     *
     * @param isOneValue that it has one value alone; else that it is of a type, or what a method answers of it: one value may
     *     be the only one that this is so for
     */
    record Condition(Element variable, boolean isOneValue) {}

    /** The variables of which that is done for one value alone. */
    Stream<Element> compared() {
        return conditions.stream().filter(Condition::isOneValue).map(Condition::variable);
    }

    /** Those of which that may be done for one value alone. */
    Stream<Element> asked() {
        return conditions.stream().map(Condition::variable);
    }

    /** Whether only one of the two is reached: they are in different arms, and no round takes another. */
    boolean excludes(Site other) {
        return excludesIn(List.of(), other);
    }

    /** Whether only one of the two is reached in one round of {@code same}. */
    boolean excludesIn(Collection<Tree> same, Site other) {
        return arms.entrySet().stream()
                .filter(mine -> same.containsAll(mine.getValue().rounds()))
                .anyMatch(
                        mine -> {
                            Arm others = other.arms.get(mine.getKey());
                            return others != null && others.code() != mine.getValue().code();
                        });
    }
}
