package dev.handoff.lint;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells which code is not reached after which. Looks at the last statement of a block alone: a return before that is
 * not seen, nor a catch of anything but a start that fails.
 */
final class Flow {
    /**
     * A way out of a block, by its last statement.
     *
     * @param block the block, after which nothing of {@code left} is done
     * @param left a loop, a switch or a labelled statement; or the whole lambda or method
     */
    record Exit(Tree block, Tree left) {}

    private Flow() {}

    /**
     * How the lambda or method {@code region} goes on after a place in it: the ways out, from the inside to the
     * outside.
     */
    static List<Exit> exits(TreePath place, Tree region) {
        List<Exit> exits = new ArrayList<>();
        TreePath path = place;
        Tree from = place.getLeaf(); // or the loop around it that may come round: what is before
        // that is not reached again
        while (path.getLeaf() != region) {
            Tree tree = path.getLeaf();
            if (Jumps.isLoop(tree)) {
                from = tree;
            }
            TreePath left = leftBy(path, from, region);
            if (left == null) {
                path = path.getParentPath();
                continue;
            }
            exits.add(new Exit(tree, left.getLeaf()));
            path = left.getLeaf() == region ? left : left.getParentPath();
        }
        return exits;
    }

    /**
     * The blocks around a place in the region that end by a {@code continue} with which the loop goes on with its next
     * round.
     */
    static List<Exit> continued(TreePath place, Tree region) {
        List<Exit> exits = new ArrayList<>();
        Tree from = place.getLeaf();
        for (TreePath path = place; path.getLeaf() != region; path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            if (Jumps.isLoop(tree)) {
                from = tree;
            }
            TreePath loop =
                    last(tree) instanceof ContinueTree jump && jump.getLabel() == null
                            ? Jumps.loopAround(path)
                            : null;
            if (loop != null && !Jumps.goOnBehind(path, loop, from)) {
                exits.add(new Exit(tree, loop.getLeaf()));
            }
        }
        return exits;
    }

    /**
     * What is left at the end of a block; null if the end may not be reached, or if what is behind the block is done.
     */
    private static @Nullable TreePath leftBy(TreePath block, Tree from, Tree region) {
        TreePath left =
                switch (last(block.getLeaf())) {
                    case ReturnTree _, ThrowTree _ -> regionAround(block, region);
                    case BreakTree jump -> Jumps.leftBy(jump, block);
                    case null, default -> null;
                };
        return left != null && !Jumps.goOnWithin(left, block, from) ? left : null;
    }

    /** Null in a lambda that is but one round of a forEach. */
    private static @Nullable TreePath regionAround(TreePath block, Tree region) {
        TreePath path = block;
        while (path.getLeaf() != region) {
            if (path.getLeaf() instanceof LambdaExpressionTree) {
                return null;
            }
            path = path.getParentPath();
        }
        return path;
    }

    /** What is done only if a call has failed, where the call is the last statement of a try's block. */
    static List<? extends Tree> catchesOfStart(TreePath call) {
        TreePath statement = call.getParentPath();
        TreePath block = statement.getParentPath();
        return statement.getLeaf() instanceof ExpressionStatementTree
                        && block.getLeaf() instanceof BlockTree all
                        && all.getStatements().getLast() == statement.getLeaf()
                        && block.getParentPath().getLeaf() instanceof TryTree around
                        && around.getBlock() == all
                        && around.getResources().isEmpty() // a close may fail
                ? around.getCatches()
                : List.of();
    }

    /** Whether a case may go on with the next one. */
    static boolean fallsThrough(CaseTree tree) {
        return tree.getCaseKind() == CaseTree.CaseKind.STATEMENT && !isJump(last(tree));
    }

    /** Whether a statement ends by a jump, such as {@code return}. */
    static boolean jumps(@Nullable StatementTree tree) {
        return isJump(tree instanceof BlockTree ? last(tree) : tree);
    }

    /**
     * Whether a statement that ends by a jump leaves a loop around it for sure. In a forEach, a {@code return} ends a
     * round only.
     */
    static boolean leaves(@Nullable StatementTree tree, Tree loop, TreePath from) {
        return switch (tree instanceof BlockTree ? last(tree) : tree) {
            case ReturnTree _, ThrowTree _ -> Jumps.isLoop(loop);
            case BreakTree jump -> {
                TreePath left = Jumps.leftBy(jump, from);
                yield left != null && left.getLeaf() == loop;
            }
            case null, default -> false;
        };
    }

    private static boolean isJump(@Nullable Tree statement) {
        return switch (statement) {
            case ReturnTree _, ThrowTree _, BreakTree _, ContinueTree _, YieldTree _ -> true;
            case IfTree branch ->
                    jumps(branch.getThenStatement()) && jumps(branch.getElseStatement());
            case null, default -> false;
        };
    }

    private static @Nullable Tree last(Tree block) {
        List<? extends StatementTree> statements =
                switch (block) {
                    case BlockTree inner -> inner.getStatements();
                    case CaseTree inner -> inner.getStatements();
                    default -> null;
                };
        if (statements == null || statements.isEmpty()) {
            return null;
        }
        StatementTree last = statements.getLast();
        return last instanceof BlockTree ? last(last) : last;
    }
}
