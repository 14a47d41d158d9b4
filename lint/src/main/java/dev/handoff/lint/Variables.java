package dev.handoff.lint;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;

/** The variables that code uses: which name stands for which, and what is known of what it holds. */
final class Variables {
    private final Source source;

    /** Further names of the same channel: that of a counted sender, or of what a producer is given. */
    private final Map<Element, Element> sameAs = new HashMap<>();

    /** The variables that hold what was made for them. What others hold may be the same thing by another name. */
    private final Set<Element> made = new HashSet<>();

    /** The variables of methods that are followed: each call has its own. */
    private final Set<Element> ofCalls = new HashSet<>();

    /** The variables that hold a container, whatever their type says. */
    private final Set<Element> containers = new HashSet<>();

    Variables(Source source) {
        this.source = source;
    }

    // ---- declarations

    /**
     * Notes what a variable holds at first.
     *
     * @param path the path of the declaration
     * @param isOfCall whether the variable is one of a method that is followed
     */
    void declare(Element element, TreePath path, boolean isOfCall) {
        if (isOfCall) {
            ofCalls.add(element);
        }
        ExpressionTree value = Declarations.initializer(path);
        if (source.declarations.isNewContainer(path)) {
            containers.add(element);
        }
        if (source.declarations.isAssigned(element)) {
            return; // it may have another channel later
        }
        Element same = value == null ? null : endOf(path, value);
        if (same != null) {
            isAlso(element, same);
        } else if (isNew(path, value)) {
            made.add(element);
        }
    }

    /** The variable whose channel the value is an end of. */
    @Nullable Element endOf(TreePath path, ExpressionTree value) {
        if (value instanceof IdentifierTree name) {
            return source.element(path, name);
        }
        if (value instanceof MethodInvocationTree call) {
            TreePath at = new TreePath(path, call);
            ExecutableElement method = source.method(at);
            if (method != null
                    && Meaning.isNewSender(method)
                    && call.getMethodSelect() instanceof MemberSelectTree select) {
                return source.element(
                        new TreePath(at, select), Source.bare(select.getExpression()));
            }
        }
        return null;
    }

    /** Whether the value is new; else it may be an end of a channel from a map, a list, a method. */
    private boolean isNew(TreePath path, @Nullable ExpressionTree value) {
        if (value instanceof MethodInvocationTree call) {
            ExecutableElement method = source.method(new TreePath(path, call));
            return method != null && Meaning.makes(method);
        }
        return value instanceof NewClassTree;
    }

    /** Notes the parameters of a method that is followed. */
    void declareParameters(ExecutableElement method) {
        ofCalls.addAll(method.getParameters());
    }

    /** Notes that a process is given {@code parameter}, and its starter {@code result}, of the same channel. */
    void declareGiven(Element parameter, Element result) {
        isAlso(parameter, result);
    }

    /** Notes that a name is a further one of a channel. Code that javac refuses may name a variable by itself. */
    private void isAlso(Element name, Element other) {
        Element first = firstName(other);
        if (!first.equals(name)) {
            sameAs.put(name, first);
        }
    }

    private Element firstName(Element name) {
        Element first = name;
        while (sameAs.containsKey(first)) {
            first = sameAs.get(first);
        }
        return first;
    }

    // ---- questions

    /** The name that stands for all names of a channel; null if it is not known which channel it is. */
    @Nullable Element channel(Element name) {
        Element first = firstName(name);
        return made.contains(first) || isMadeField(first) ? first : null;
    }

    private boolean isMadeField(Element element) {
        TreePath field =
                element.getKind() == ElementKind.FIELD
                        ? source.declarations.initialized(element)
                        : null;
        return field != null
                && isNew(field, Declarations.initializer(field))
                && !source.declarations.isAssigned(element);
    }

    boolean isOfCall(Element variable) {
        return ofCalls.contains(variable);
    }

    boolean isContainer(TreePath path, ExpressionTree tree) {
        Element element = named(path, tree);
        return element != null
                && (containers.contains(element)
                        || isContainerField(element)
                        || Meaning.isContainer(source.type(path, tree)));
    }

    /** Whether it is a field that always holds the container that it was made with. */
    private boolean isContainerField(Element element) {
        TreePath field =
                element.getModifiers().contains(Modifier.FINAL)
                                && element.getKind() == ElementKind.FIELD
                        ? source.declarations.initialized(element)
                        : null;
        return field != null && source.declarations.isNewContainer(field);
    }

    /** What a plain name stands for, if that is a variable. */
    @Nullable Element of(TreePath path, ExpressionTree tree) {
        boolean isOfAnother =
                tree instanceof MemberSelectTree select
                        && !select.getExpression().toString().equals("this");
        return isOfAnother ? null : named(path, tree);
    }

    /** The variable that a name stands for, or the field that is selected, from whatever object. */
    @Nullable Element named(TreePath path, ExpressionTree tree) {
        boolean isName = tree instanceof IdentifierTree || tree instanceof MemberSelectTree;
        Element element = isName ? source.element(path, tree) : null;
        return element != null && isVariable(element) ? element : null;
    }

    static boolean isVariable(Element element) {
        return switch (element.getKind()) {
            case FIELD,
                    LOCAL_VARIABLE,
                    PARAMETER,
                    RESOURCE_VARIABLE,
                    BINDING_VARIABLE,
                    EXCEPTION_PARAMETER ->
                    true;
            default -> false;
        };
    }

    /** Whether it is a field that is neither final nor volatile. */
    static boolean isPlainField(Element element) {
        return element.getKind() == ElementKind.FIELD
                && !element.getModifiers().contains(Modifier.FINAL)
                && !element.getModifiers().contains(Modifier.VOLATILE);
    }
}
