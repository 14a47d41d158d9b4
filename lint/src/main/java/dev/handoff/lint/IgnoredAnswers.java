package dev.handoff.lint;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;

/** Finds calls of methods with Handoff's {@code CheckReturnValue} whose answers nobody gets. */
final class IgnoredAnswers extends TreePathScanner<@Nullable Void, @Nullable Void> {
    /* Overview
     *
     *   m();               a statement: also one in the head of a for, or behind the arrow of a switch
     *   () -> m()   o::m   code from which no answer is wanted: its type calls it by a void method. Only for types of
     *                      Handoff and the JDK: others may want the call and not the answer, as assertThrows does
     */
    private final Source source;

    IgnoredAnswers(Source source) {
        this.source = source;
    }

    @Override
    public @Nullable Void visitExpressionStatement(
            ExpressionStatementTree statement, @Nullable Void nothing) {
        if (!isWhatOthersTry(statement)) {
            judgeCall(statement.getExpression());
        }
        return super.visitExpressionStatement(statement, null);
    }

    /**
     * Whether the statement is the last of a block that is given to somebody else's code, which may want only the call.
     */
    private boolean isWhatOthersTry(ExpressionStatementTree statement) {
        TreePath block = getCurrentPath().getParentPath();
        return block.getLeaf() instanceof BlockTree all
                && all.getStatements().getLast() == statement
                && block.getParentPath().getLeaf() instanceof LambdaExpressionTree
                && !source.isRunForNothing(block.getParentPath());
    }

    @Override
    public @Nullable Void visitLambdaExpression(
            LambdaExpressionTree lambda, @Nullable Void nothing) {
        if (lambda.getBody() instanceof ExpressionTree body
                && source.isRunForNothing(getCurrentPath())) {
            judgeCall(body);
        }
        return super.visitLambdaExpression(lambda, null);
    }

    @Override
    public @Nullable Void visitMemberReference(
            MemberReferenceTree reference, @Nullable Void nothing) {
        if (source.isRunForNothing(getCurrentPath())
                && source.elementAt(getCurrentPath()) instanceof ExecutableElement method) {
            judge(method, getCurrentPath());
        }
        return super.visitMemberReference(reference, null);
    }

    private void judgeCall(ExpressionTree expression) {
        if (Source.bare(expression) instanceof MethodInvocationTree call) {
            TreePath name =
                    new TreePath(new TreePath(getCurrentPath(), call), call.getMethodSelect());
            if (source.elementAt(name) instanceof ExecutableElement method) {
                judge(method, name);
            }
        }
    }

    private void judge(ExecutableElement method, TreePath where) {
        if (method.getReturnType().getKind() == TypeKind.VOID) {
            return; // also a constructor
        }
        AnnotationMirror annotation = annotationFor(method);
        if (annotation != null) {
            String loss = Meaning.lossBy(annotation);
            source.warn(
                    where,
                    "what %s answers is not used%s. Use it, or assign it to var _ if that is meant"
                            .formatted(method.getSimpleName(), loss.isEmpty() ? "" : ": " + loss));
        }
    }

    /**
     * The annotation of the method, or of a type or package in which it is declared; not of a method around a local
     * class.
     */
    private static @Nullable AnnotationMirror annotationFor(ExecutableElement method) {
        for (Element at = method; at != null; at = at.getEnclosingElement()) {
            if (at instanceof ExecutableElement && at != method) {
                continue;
            }
            for (AnnotationMirror annotation : at.getAnnotationMirrors()) {
                if (Meaning.isCheckReturnValue(annotation)) {
                    return annotation;
                }
            }
        }
        return null;
    }
}
