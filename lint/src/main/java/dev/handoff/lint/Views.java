package dev.handoff.lint;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;

import java.util.HashMap;
import java.util.Map;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;

/**
 * Variables that hold a channel, or something else that may order, and whose type does not say so: a writer, a stream, an
 * iterator, an {@code Iterable} that is a channel.
 */
final class Views {
    private final Source source;

    /** What is known so far; a field whose declaration is being looked at is taken to hold none. */
    private final Map<Element, Boolean> known = new HashMap<>();

    Views(Source source) {
        this.source = source;
    }

    /** Notes what a local variable holds at first. */
    void declare(Element variable, TreePath declaration) {
        known.put(variable, false); // it may be named by itself
        known.put(variable, isViewAtFirst(declaration) || isByAnotherType(variable, declaration));
    }

    boolean has(Element variable) {
        Boolean isView = known.get(variable);
        if (isView != null) {
            return isView;
        }
        TreePath declaration =
                variable.getKind() == ElementKind.FIELD
                        ? source.declarations.initialized(variable)
                        : null;
        if (declaration == null) {
            return false;
        }
        declare(variable, declaration);
        return has(variable);
    }

    private boolean isViewAtFirst(TreePath declaration) {
        ExpressionTree value = Declarations.initializer(declaration);
        return value != null && isView(declaration, value);
    }

    private boolean isByAnotherType(Element variable, TreePath declaration) {
        ExpressionTree value = Declarations.initializer(declaration);
        return value != null
                && !Meaning.orders(Source.nameOf(variable.asType()))
                && Meaning.orders(source.type(declaration, Source.uncast(value)));
    }

    /** Whether a value is a view, or made with one, such as a buffered writer. */
    private boolean isView(TreePath from, ExpressionTree value) {
        ExpressionTree bare = Source.bare(value);
        TreePath path = new TreePath(from, bare);
        return switch (bare) {
            case IdentifierTree _, MemberSelectTree _ -> {
                Element variable = source.element(from, bare);
                yield variable != null && has(variable);
            }
            case NewClassTree made -> made.getArguments().stream().anyMatch(a -> isView(path, a));
            case MethodInvocationTree call -> isView(path, call);
            default -> false;
        };
    }

    private boolean isView(TreePath path, MethodInvocationTree call) {
        ExecutableElement method = source.method(path);
        return method != null
                && (Meaning.bridges(method)
                        || (Meaning.iterates(method.getSimpleName().toString())
                                && Meaning.orders(typeOfReceiver(path, call))));
    }

    private String typeOfReceiver(TreePath path, MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree select
                ? source.type(new TreePath(path, select), select.getExpression())
                : "";
    }
}
