package dev.handoff.lint;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;

/** Finds variables whose value is changed after it was sent, when it is the receiver's. */
final class SentValues extends TreePathScanner<@Nullable Void, @Nullable Void> {
    /* Overview
     *
     *   { … out.send(x); … here … }                what is after the send, until x gets another value, or may be back
     *                                              because something is received or waited for
     *   X x; while (…) { … here … out.send(x); }   the same, as the loop comes round; not if left after the send
     *
     * Only a send that is a statement of the block counts: one in a condition may not have taken place. It is no
     * mistake to read what was sent, as long as its receiver does not change it; it is one to change it, whoever reads.
     */
    private final Source source;

    SentValues(Source source) {
        this.source = source;
    }

    @Override
    public @Nullable Void visitBlock(BlockTree block, @Nullable Void nothing) {
        TreePath parent = getCurrentPath().getParentPath();
        judge(block.getStatements(), Jumps.isLoop(parent.getLeaf()) ? parent : null);
        return super.visitBlock(block, null);
    }

    @Override
    public @Nullable Void visitCase(CaseTree group, @Nullable Void nothing) {
        if (group.getStatements() != null) {
            judge(group.getStatements(), null);
        }
        return super.visitCase(group, null);
    }

    /** A body that is not a block. */
    @Override
    public @Nullable Void visitExpressionStatement(
            ExpressionStatementTree statement, @Nullable Void nothing) {
        TreePath parent = getCurrentPath().getParentPath();
        if (Jumps.isLoop(parent.getLeaf())) {
            judge(List.of(statement), parent);
        }
        return super.visitExpressionStatement(statement, null);
    }

    /**
     * Looks at statements that are done one after the other.
     *
     * @param loop the loop whose body they are; null if they are the body of none
     */
    private void judge(List<? extends StatementTree> statements, @Nullable TreePath loop) {
        for (int i = 0; i < statements.size(); i++) {
            Element value = valueOfSend(statements.get(i));
            if (value != null) {
                sent(value, i, statements, loop);
            }
        }
    }

    private void sent(
            Element value,
            int at,
            List<? extends StatementTree> statements,
            @Nullable TreePath loop) {
        Touches touches = new Touches(value, source.line(statements.get(at)));
        List<Tree> later = new ArrayList<>(statements.subList(at + 1, statements.size()));
        if (loop != null
                && !source.mayAwait(loop)
                && !isDeclaredIn(loop, value)
                && !touches.isReplacedIn(loop)) {
            later.addAll(betweenRounds(loop.getLeaf()));
            later.addAll(statements.subList(0, at));
        }
        for (Tree each : later) {
            if (touches.isOver(each)) {
                return;
            }
        }
    }

    /** What is done after a loop's body, and before it is done again. */
    private static List<Tree> betweenRounds(Tree loop) {
        List<Tree> between = new ArrayList<>();
        switch (loop) {
            case ForLoopTree each -> {
                between.addAll(each.getUpdate());
                if (each.getCondition() != null) {
                    between.add(each.getCondition());
                }
            }
            case WhileLoopTree each -> between.add(each.getCondition());
            case DoWhileLoopTree each -> between.add(each.getCondition());
            default -> {} // it has the next value
        }
        return between;
    }

    /** The variable that the statement sends. */
    private @Nullable Element valueOfSend(StatementTree statement) {
        if (!(statement instanceof ExpressionStatementTree expression)
                || !(expression.getExpression() instanceof MethodInvocationTree call)) {
            return null;
        }
        TreePath path =
                new TreePath(new TreePath(getCurrentPath(), statement), expression.getExpression());
        ExecutableElement method = source.method(path);
        if (method == null || !Meaning.sends(method)) {
            return null;
        }
        ExpressionTree value = Source.bare(call.getArguments().getFirst());
        Element element = value instanceof IdentifierTree ? source.element(path, value) : null;
        return element != null && element.getKind() != ElementKind.FIELD ? element : null;
    }

    private boolean isDeclaredIn(TreePath loop, Element value) {
        boolean[] found = {false};
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
                found[0] |=
                        value.equals(source.element(getCurrentPath().getParentPath(), variable));
                return super.visitVariable(variable, null);
            }
        }.scan(loop, null);
        return found[0];
    }

    /** Looks for changes of a variable's value. */
    private final class Touches extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Element value;
        private final long line;
        private boolean isTold;
        private boolean isReplaced;
        private boolean isLeft;
        private boolean mayBeBack;
        private int guards;

        Touches(Element value, long line) {
            this.value = value;
            this.line = line;
        }

        /** Looks at what is done next; returns whether what follows is of no interest any more. */
        boolean isOver(Tree next) {
            scan(new TreePath(SentValues.this.getCurrentPath(), next), null);
            return isTold || isReplaced || isLeft || mayBeBack;
        }

        /** Whether the variable gets another value somewhere there. */
        boolean isReplacedIn(TreePath loop) {
            boolean[] found = {false};
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void nothing) {
                    found[0] |= isValue(getCurrentPath(), tree.getVariable());
                    return super.visitAssignment(tree, null);
                }
            }.scan(loop, null);
            return found[0];
        }

        private boolean isValue(TreePath path, ExpressionTree tree) {
            return Source.bare(tree) instanceof IdentifierTree name
                    && value.equals(source.element(path, name));
        }

        // ---- what changes it

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree call, @Nullable Void nothing) {
            super.visitMethodInvocation(call, null); // before it is done itself
            ExecutableElement method = source.method(getCurrentPath());
            mayBeBack |=
                    source.mayAwait(getCurrentPath())
                            || (method != null && source.declarations.awaits(method));
            if (method != null && call.getMethodSelect() instanceof MemberSelectTree select) {
                ExpressionTree on = select.getExpression();
                String name = method.getSimpleName().toString();
                String type = source.type(new TreePath(getCurrentPath(), select), on);
                if (isValue(getCurrentPath(), on)) {
                    if (Meaning.isOwned(type) && (name.equals("get") || name.equals("set"))) {
                        tell(
                                "was moved by the send in line %s: %s throws an OwnershipException",
                                name);
                    } else if (isUnfit(type) && Meaning.changes(name)) {
                        changed();
                    }
                }
            }
            if (method != null && source.isArray(value)) {
                int filled = Meaning.filledArgument(method);
                if (filled >= 0
                        && filled < call.getArguments().size()
                        && isValue(getCurrentPath(), call.getArguments().get(filled))) {
                    changed();
                }
            }
            return null;
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void nothing) {
            super.visitNewClass(made, null);
            mayBeBack |=
                    source.mayAwait(getCurrentPath())
                            || (source.elementAt(getCurrentPath())
                                            instanceof ExecutableElement constructor
                                    && source.declarations.awaits(constructor));
            return null;
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void nothing) {
            super.visitAssignment(tree, null); // before it is replaced
            if (isValue(getCurrentPath(), tree.getVariable())) {
                isReplaced = true;
            } else {
                written(tree.getVariable());
            }
            return null;
        }

        @Override
        public @Nullable Void visitCompoundAssignment(
                CompoundAssignmentTree tree, @Nullable Void nothing) {
            super.visitCompoundAssignment(tree, null);
            written(tree.getVariable());
            return null;
        }

        @Override
        public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void nothing) {
            switch (tree.getKind()) {
                case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                        written(tree.getExpression());
                default -> {}
            }
            return super.visitUnary(tree, null);
        }

        private void written(ExpressionTree target) {
            ExpressionTree part = Source.bare(target);
            boolean isOfValue =
                    switch (part) {
                        case ArrayAccessTree element ->
                                isValue(getCurrentPath(), element.getExpression());
                        case MemberSelectTree field ->
                                isValue(getCurrentPath(), field.getExpression())
                                        && !isVolatile(field);
                        default -> false;
                    };
            if (isOfValue) {
                changed();
            }
        }

        private boolean isVolatile(MemberSelectTree field) {
            Element element = source.element(getCurrentPath(), field);
            return element != null && element.getModifiers().contains(Modifier.VOLATILE);
        }

        /** Whether the value is a collection that is not fit for sharing: an interface alone does not tell. */
        private boolean isUnfit(String type) {
            TreePath declaration =
                    Meaning.isCollection(type) ? source.declarations.initialized(value) : null;
            return Meaning.isContainer(type)
                    || (declaration != null && source.declarations.isNewContainer(declaration));
        }

        /** Where the code takes a lock, that is the business of those that share the value. */
        @Override
        public @Nullable Void visitSynchronized(SynchronizedTree block, @Nullable Void nothing) {
            guards++;
            super.visitSynchronized(block, null);
            guards--;
            return null;
        }

        private void changed() {
            if (guards > 0) {
                return;
            }
            tell(
                    "was sent in line %s, and is changed here: it is its receiver's, who may see"
                            + " the change or half of it. Send a copy, or make a new one",
                    "");
        }

        private void tell(String what, String method) {
            if (!isTold && !isReplaced && !mayBeBack) {
                isTold = true;
                source.warnOf(
                        value,
                        getCurrentPath(),
                        value.getSimpleName() + " " + what.formatted(line, method));
            }
        }

        // ---- what ends the search

        @Override
        public @Nullable Void visitEnhancedForLoop(
                EnhancedForLoopTree loop, @Nullable Void nothing) {
            mayBeBack |= source.mayAwait(getCurrentPath());
            return super.visitEnhancedForLoop(loop, null);
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void nothing) {
            super.visitReturn(tree, null);
            isLeft = true;
            return null;
        }

        @Override
        public @Nullable Void visitBreak(BreakTree tree, @Nullable Void nothing) {
            isLeft = true;
            return null;
        }

        @Override
        public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void nothing) {
            isLeft |= tree.getLabel() != null;
            return null;
        }

        @Override
        public @Nullable Void visitYield(YieldTree tree, @Nullable Void nothing) {
            super.visitYield(tree, null);
            isLeft = true;
            return null;
        }

        @Override
        public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void nothing) {
            super.visitThrow(tree, null);
            isLeft = true;
            return null;
        }

        /** Its methods are called later, by code that has the object. */
        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            return null;
        }

        /** A process that is started later may be the receiver. */
        @Override
        public @Nullable Void visitLambdaExpression(
                LambdaExpressionTree lambda, @Nullable Void nothing) {
            return null;
        }
    }
}
