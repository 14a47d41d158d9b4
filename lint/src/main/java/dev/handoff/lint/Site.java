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
 * @param at the position; that of the call, if a method that is called does it
 * @param loops the loops around it
 * @param arms for each {@code if} or {@code switch} around it, in which arm it is
 * @param conditions the conditions under which it is done
 */
record Site(long at, List<Tree> loops, Map<Tree, Arm> arms, Set<Condition> conditions) {
    /**
     * One arm of a branch.
     *
     * @param code what is done in it
     * @param rounds the loops around of which one round may take this arm and the next round another
     */
    record Arm(Tree code, List<Tree> rounds) {}

    /**
     * What is said of a variable.
     *
     * @param isOneValue whether it is said to have only one value; else it is said to be of a type, or a method answers
     *     something of it: this may be so for one value only
     */
    record Condition(Element variable, boolean isOneValue) {}

    /** The variables for which it is done with one value only. */
    Stream<Element> compared() {
        return conditions.stream().filter(Condition::isOneValue).map(Condition::variable);
    }

    /** The variables for which it may be done with one value only. */
    Stream<Element> asked() {
        return conditions.stream().map(Condition::variable);
    }

    /** Whether only one of the two is reached: they are in different arms, and no round takes another arm. */
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
