package dev.handoff.lint;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/** Which pools and stages are known to have more than one worker: by a number in the code. */
final class Workers {
    private Workers() {}

    /**
     * Whether a pool has more than one: then its jobs do not wait for each other.
     *
     * @param declaration the declaration of the variable that always holds the pool
     */
    static boolean areSeveralOfPool(Source source, TreePath declaration) {
        TreePath path = declaration;
        ExpressionTree made = Declarations.initializer(declaration);
        while (made != null
                && Source.bare(made) instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof MemberSelectTree select) {
            path = new TreePath(path, call);
            ExecutableElement method = source.method(path);
            if (method != null && Meaning.saysWorkersOfPool(method)) {
                return areSeveral(source, path, call.getArguments().getFirst());
            }
            made = select.getExpression();
        }
        return false;
    }

    /** Whether a stage or sink of a pipeline has more than one, by the call that adds it. */
    static boolean areSeveralOfStage(Source source, TreePath path, MethodInvocationTree call) {
        return areSeveral(source, path, call.getArguments().getFirst());
    }

    private static boolean areSeveral(Source source, TreePath from, ExpressionTree number) {
        return valueOf(source, from, Source.bare(number)) instanceof Integer workers && workers > 1;
    }

    /** The value of a number in the code; also that of a local variable, if it never gets another one. */
    private static @Nullable Object valueOf(Source source, TreePath from, ExpressionTree number) {
        if (number instanceof LiteralTree literal) {
            return literal.getValue();
        }
        if (!(source.element(from, number) instanceof VariableElement variable)) {
            return null;
        }
        boolean isAsDeclared =
                variable.getKind() == ElementKind.LOCAL_VARIABLE
                        && !source.declarations.isAssigned(variable);
        return isAsDeclared
                        && Declarations.initializer(source.declarations.initialized(variable))
                                instanceof LiteralTree literal
                ? literal.getValue()
                : variable.getConstantValue();
    }
}
