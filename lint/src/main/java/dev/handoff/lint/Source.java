package dev.handoff.lint;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;

/** One source file as javac has understood it: what its trees stand for, and where they are. */
final class Source {
    private record Said(Tree where, String message) {}

    private final Trees trees;
    private final Elements elements;
    private final CompilationUnitTree unit;

    private final Set<Said> said = new HashSet<>();

    final Declarations declarations = new Declarations(this);

    Source(Trees trees, Elements elements, CompilationUnitTree unit) {
        this.trees = trees;
        this.elements = elements;
        this.unit = unit;
    }

    /** The types of the file that are not inside of another. */
    List<TreePath> types() {
        TreePath file = file();
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance) // not a lone semicolon
                .map(type -> new TreePath(file, type))
                .toList();
    }

    TreePath file() {
        return new TreePath(unit);
    }

    /** Has javac find out what the names in a type stand for, if it has not yet. */
    void attribute(TreePath type) {
        Tree unnamed = ((ClassTree) type.getLeaf()).getModifiers();
        trees.getElement(new TreePath(type, unnamed)); // that does it, for what stands for nothing
    }

    // ---- what a tree stands for

    /** The variable, method or type that a name stands for; null if javac does not know. */
    @Nullable Element element(TreePath from, Tree tree) {
        return trees.getElement(new TreePath(from, tree));
    }

    /** What is declared or named there; null if javac does not know. */
    @Nullable Element elementAt(TreePath path) {
        return trees.getElement(path);
    }

    /** The method that is called. */
    @Nullable ExecutableElement method(TreePath call) {
        Tree select = ((MethodInvocationTree) call.getLeaf()).getMethodSelect();
        return element(call, select) instanceof ExecutableElement method ? method : null;
    }

    /** Whether javac does not know what an expression is. */
    boolean isUnknown(TreePath from, Tree tree) {
        TypeMirror type = trees.getTypeMirror(new TreePath(from, tree));
        return type != null && type.getKind() == TypeKind.ERROR;
    }

    /** The qualified name of what the type of an expression is declared as; empty for an array or a primitive. */
    String type(TreePath from, Tree tree) {
        return nameOf(trees.getTypeMirror(new TreePath(from, tree)));
    }

    boolean isArray(Element variable) {
        return variable.asType() instanceof ArrayType;
    }

    /**
     * The name of a type. If it is not known by its own but inherits from one that may order, the name of that one; for
     * a type variable, that of what it stands for.
     */
    static String nameOf(@Nullable TypeMirror type) {
        TypeElement element = typeOf(type);
        if (element == null) {
            return "";
        }
        String name = element.getQualifiedName().toString();
        return Meaning.isKnown(name) ? name : orderingParent(element).orElse(name);
    }

    private static Optional<String> orderingParent(TypeElement type) {
        return Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream())
                .map(Source::nameOf)
                .filter(Meaning::orders)
                .findFirst();
    }

    static @Nullable TypeElement typeOf(@Nullable TypeMirror type) {
        if (type instanceof TypeVariable variable) {
            return typeOf(variable.getUpperBound());
        }
        return type instanceof DeclaredType declared
                        && declared.asElement() instanceof TypeElement element
                ? element
                : null;
    }

    static boolean isSynchronized(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.SYNCHRONIZED);
    }

    /** Whether one method is called in place of another, for some object. */
    boolean overrides(ExecutableElement overrider, ExecutableElement method) {
        return overrider.getEnclosingElement() instanceof TypeElement type
                && elements.overrides(overrider, method, type);
    }

    /** Whether an expression is code that may be run: a lambda, or something else of a functional interface. */
    boolean isCode(TreePath from, ExpressionTree tree) {
        TypeElement type = typeOf(trees.getTypeMirror(new TreePath(from, tree)));
        return type != null && elements.isFunctionalInterface(type);
    }

    /** Whether a lambda, or what else is there, is run by code of Handoff or of the JDK that wants no answer. */
    boolean isRunForNothing(TreePath code) {
        TypeMirror type = trees.getTypeMirror(code);
        return type instanceof IntersectionType cast
                ? cast.getBounds().stream().anyMatch(this::isRunForNothing)
                : isRunForNothing(type);
    }

    private boolean isRunForNothing(@Nullable TypeMirror lambda) {
        TypeElement type = typeOf(lambda);
        return type != null
                && Meaning.isOfHandoffOrJdk(type)
                && ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                        .filter(method -> method.getModifiers().contains(Modifier.ABSTRACT))
                        .anyMatch(method -> method.getReturnType().getKind() == TypeKind.VOID);
    }

    /** Whether what an expression gives may hold such code: a number or a text does not. */
    boolean mayHoldCode(TreePath from, ExpressionTree tree) {
        TypeMirror type = trees.getTypeMirror(new TreePath(from, tree));
        return type == null || !(type.getKind().isPrimitive() || Meaning.isPlain(nameOf(type)));
    }

    /** Whether a method runs the lambda that it is called on. */
    boolean runs(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && method.getEnclosingElement() instanceof TypeElement type
                && elements.isFunctionalInterface(type);
    }

    /** Whether an expression is {@code this}, the object around it, or what it inherits from. */
    static boolean isThis(ExpressionTree tree) {
        String text = tree.toString();
        return text.equals("this")
                || text.equals("super")
                || text.endsWith(".this")
                || text.endsWith(".super");
    }

    static ExpressionTree bare(ExpressionTree tree) {
        ExpressionTree inner = tree;
        while (inner instanceof ParenthesizedTree parentheses) {
            inner = parentheses.getExpression();
        }
        return inner;
    }

    /** The expression without parentheses and casts, which a lambda can have. */
    static ExpressionTree uncast(ExpressionTree tree) {
        ExpressionTree inner = bare(tree);
        while (inner instanceof TypeCastTree cast) {
            inner = bare(cast.getExpression());
        }
        return inner;
    }

    /** Whether it is the code itself: a lambda or a method reference. */
    static boolean isFunction(ExpressionTree bare) {
        return bare instanceof LambdaExpressionTree || bare instanceof MemberReferenceTree;
    }

    // ---- what is done

    /** Whether a process that makes a call, or begins a loop over some values, may have waited for another process. */
    boolean mayAwait(TreePath path) {
        return switch (path.getLeaf()) {
            case MethodInvocationTree call -> mayAwait(path, call);
            case NewClassTree _ ->
                    elementAt(path) instanceof ExecutableElement constructor
                            && Meaning.mayAwait(constructor);
            case EnhancedForLoopTree loop -> mayReceive(type(path, bare(loop.getExpression())));
            default -> false;
        };
    }

    private boolean mayAwait(TreePath path, MethodInvocationTree call) {
        ExecutableElement method = method(path);
        return method == null
                || Meaning.mayAwait(method)
                || runs(method)
                || (call.getMethodSelect() instanceof MemberSelectTree select
                        && Meaning.mayAwait(
                                type(new TreePath(path, select), select.getExpression()),
                                method.getSimpleName().toString()));
    }

    /** Whether a process that iterates over something of the type may receive. */
    static boolean mayReceive(String type) {
        return Meaning.isEnd(type)
                || Meaning.isOfTheProgram(type)
                || type.equals("java.lang.Iterable");
    }

    // ---- where it is

    long start(Tree tree) {
        return trees.getSourcePositions().getStartPosition(unit, tree);
    }

    long end(Tree tree) {
        return trees.getSourcePositions().getEndPosition(unit, tree);
    }

    Span span(Tree tree) {
        return new Span(start(tree), end(tree));
    }

    long line(Tree tree) {
        return line(start(tree));
    }

    long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    // ---- warnings

    /** Warns of an access. */
    void warnOf(Access access, String message) {
        if (!isSuppressed(access.named())) {
            warnOf(access.place().variable(), access.path(), message);
        }
    }

    /** Warns of what is done with a variable, or with a part of what it holds. */
    void warnOf(Element variable, TreePath where, String message) {
        Element part = trees.getElement(where);
        if (!isSuppressed(variable) && (part == null || !isSuppressed(part))) {
            warn(where, message);
        }
    }

    private static boolean isSuppressed(Element element) {
        return element.getAnnotationMirrors().stream()
                .filter(annotation -> isSuppressWarnings(annotation.getAnnotationType()))
                .flatMap(annotation -> annotation.getElementValues().values().stream())
                .anyMatch(Source::hasOurName);
    }

    private static boolean isSuppressWarnings(DeclaredType annotation) {
        return nameOf(annotation).equals("java.lang.SuppressWarnings");
    }

    private static boolean hasOurName(AnnotationValue warnings) {
        return warnings.getValue() instanceof List<?> names
                && names.stream()
                        .anyMatch(
                                name ->
                                        name instanceof AnnotationValue value
                                                && value.getValue().equals("handoff"));
    }

    /** Warns once, in however many ways the mistake is found. */
    void warn(TreePath where, String message) {
        if (!isSuppressed(where) && said.add(new Said(where.getLeaf(), message))) {
            trees.printMessage(
                    Diagnostic.Kind.WARNING, "[handoff] " + message, where.getLeaf(), unit);
        }
    }

    /** Whether the annotation is at this declaration, or at one of those around it. */
    boolean isSuppressed(TreePath where) {
        for (TreePath path = where; path != null; path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            Element declared =
                    tree instanceof VariableTree
                                    || tree instanceof MethodTree
                                    || tree instanceof ClassTree
                            ? trees.getElement(path)
                            : null;
            if (declared != null && isSuppressed(declared)) {
                return true;
            }
        }
        return false;
    }
}
