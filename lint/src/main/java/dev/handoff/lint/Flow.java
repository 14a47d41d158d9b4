package dev.handoff.lint;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Which code is not reached after which. By the last statement alone: what leaves earlier, or by a catch, is not seen. */
final class Flow {
    private Flow() {}

    /** The innermost block around a place after which nothing of the lambda or method {@code region} is done. */
    static @Nullable Tree leavingBlock(TreePath place, Tree region) {
        Tree leaving = null;
        for (TreePath path = place; path.getLeaf() != region; path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            if (tree instanceof LambdaExpressionTree) {
                leaving = null; // but one round of a forEach
            } else if (leaving == null && leaves(tree)) {
                leaving = tree;
            }
        }
        return leaving;
    }

    private static boolean leaves(Tree block) {
        Tree last = last(block);
        return last instanceof ReturnTree || last instanceof ThrowTree;
    }

    /** Whether a case may go on with the next one. */
    static boolean fallsThrough(CaseTree tree) {
        return tree.getCaseKind() == CaseTree.CaseKind.STATEMENT
                && !leaves(tree)
                && !(last(tree) instanceof BreakTree
                        || last(tree) instanceof ContinueTree
                        || last(tree) instanceof YieldTree);
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
