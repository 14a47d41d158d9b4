package dev.handoff.lint;

import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

import javax.lang.model.element.Name;

/** Where {@code break} and {@code continue} lead to. */
final class Jumps {
    private Jumps() {}

    /** The loop, switch or labelled statement that a jump leaves; null if it is not in the same lambda or method. */
    static @Nullable TreePath leftBy(BreakTree jump, TreePath from) {
        for (TreePath path = from; path != null && !isBorder(path); path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            if (jump.getLabel() == null
                    ? isLoop(tree) || tree instanceof SwitchTree
                    : isLabelled(tree, jump.getLabel())) {
                return path;
            }
        }
        return null;
    }

    /** The loop whose next round the jump begins. */
    private static @Nullable Tree repeatedBy(ContinueTree jump, TreePath from) {
        if (jump.getLabel() == null) {
            TreePath loop = loopAround(from);
            return loop == null ? null : loop.getLeaf();
        }
        for (TreePath path = from; path != null && !isBorder(path); path = path.getParentPath()) {
            if (isLabelled(path.getLeaf(), jump.getLabel())) {
                return ((LabeledStatementTree) path.getLeaf()).getStatement();
            }
        }
        return null;
    }

    /** The innermost loop around; null if there is none in the same lambda or method. */
    static @Nullable TreePath loopAround(TreePath from) {
        for (TreePath path = from; path != null && !isBorder(path); path = path.getParentPath()) {
            if (isLoop(path.getLeaf())) {
                return path;
            }
        }
        return null;
    }

    private static boolean isBorder(TreePath path) {
        return path.getLeaf() instanceof LambdaExpressionTree
                || path.getLeaf() instanceof MethodTree;
    }

    private static boolean isLabelled(Tree tree, @Nullable Name label) {
        return tree instanceof LabeledStatementTree labelled && labelled.getLabel().equals(label);
    }

    static boolean isLoop(Tree tree) {
        return tree instanceof ForLoopTree
                || tree instanceof WhileLoopTree
                || tree instanceof DoWhileLoopTree
                || tree instanceof EnhancedForLoopTree;
    }

    /**
     * Whether some jump out of a block goes on within what is around it.
     *
     * @param from the place in the block from which on jumps count
     */
    static boolean goOnWithin(TreePath around, TreePath block, Tree from) {
        return leadTo(around.getLeaf(), between(around, block), block, from);
    }

    /** Whether some jump out of a block goes on behind the block in the same round of the loop around it. */
    static boolean goOnBehind(TreePath block, TreePath loop, Tree from) {
        return leadTo(null, between(loop, block), block, from);
    }

    private static Set<Tree> between(TreePath around, TreePath block) {
        Set<Tree> between = new HashSet<>();
        for (TreePath path = block.getParentPath();
                path.getLeaf() != around.getLeaf();
                path = path.getParentPath()) {
            between.add(path.getLeaf());
        }
        return between;
    }

    /** Whether some jump in a block leaves one of {@code trees}, or repeats one of them or {@code loop}. */
    private static boolean leadTo(@Nullable Tree loop, Set<Tree> trees, TreePath block, Tree from) {
        var search =
                new TreePathScanner<@Nullable Void, @Nullable Void>() {
                    boolean hasBegun;
                    boolean isFound;

                    @Override
                    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
                        hasBegun |= tree == from;
                        return super.scan(tree, null);
                    }

                    @Override
                    public @Nullable Void visitBreak(BreakTree jump, @Nullable Void nothing) {
                        TreePath left = leftBy(jump, getCurrentPath());
                        isFound |= hasBegun && left != null && trees.contains(left.getLeaf());
                        return null;
                    }

                    @Override
                    public @Nullable Void visitContinue(ContinueTree jump, @Nullable Void nothing) {
                        Tree repeated = repeatedBy(jump, getCurrentPath());
                        isFound |=
                                hasBegun
                                        && repeated != null
                                        && (repeated == loop || trees.contains(repeated));
                        return null;
                    }
                };
        search.scan(block, null);
        return search.isFound;
    }
}
