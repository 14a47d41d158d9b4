package dev.handoff.lint;

import com.sun.source.tree.Tree;

import java.util.List;
import java.util.Map;

/**
 * Where in the code of a process something is done.
 *
 * @param at the position; of the call, if a method that is called does it
 * @param loops around it
 * @param arms around it: to an {@code if} or {@code switch}, which arm; none of those that are in a loop, where one round
 *     may take this arm and the next another
 */
record Site(long at, List<Tree> loops, Map<Tree, Tree> arms) {
    /** Whether only one of the two is reached: they are in different arms. */
    boolean excludes(Site other) {
        return arms.entrySet().stream()
                .anyMatch(
                        mine -> {
                            Tree others = other.arms.get(mine.getKey());
                            return others != null && !others.equals(mine.getValue());
                        });
    }
}
