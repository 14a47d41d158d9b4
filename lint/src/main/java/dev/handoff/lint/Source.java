package dev.handoff.lint;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.tools.Diagnostic;

/** One source file as javac has understood it: what its trees stand for, and where they are. */
final class Source {
    private record Said(Tree where, String message) {}

    private final Trees trees;
    private final Elements elements;
    private final CompilationUnitTree unit;

    /** What is known of methods of this file; of one that is being looked at, that it takes none. */
    private final Map<ExecutableElement, Boolean> locking = new HashMap<>();

    private final Set<Said> said = new HashSet<>();

    /** Of its methods and variables; null until somebody asks. */
    private @Nullable Map<Element, TreePath> declarations;

    /** What is assigned to somewhere; null until somebody asks. */
    private @Nullable Set<Element> assigned;

    /** What is sent or returned somewhere; null until somebody asks. */
    private @Nullable Set<Element> givenAway;

    Source(Trees trees, Elements elements, CompilationUnitTree unit) {
        this.trees = trees;
        this.elements = elements;
        this.unit = unit;
    }

    /** The types of the file that are in no other. */
    List<TreePath> types() {
        TreePath file = new TreePath(unit);
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance) // not a lone semicolon
                .map(type -> new TreePath(file, type))
                .toList();
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

    static String nameOf(@Nullable TypeMirror type) {
        TypeElement element = typeOf(type);
        return element == null ? "" : element.getQualifiedName().toString();
    }

    static @Nullable TypeElement typeOf(@Nullable TypeMirror type) {
        return type instanceof DeclaredType declared
                        && declared.asElement() instanceof TypeElement element
                ? element
                : null;
    }

    /** The declaration of a method of this file. */
    @Nullable TreePath declaration(ExecutableElement method) {
        TreePath path = declarations().get(method);
        return path != null
                        && path.getLeaf() instanceof MethodTree declared
                        && declared.getBody() != null
                ? path
                : null;
    }

    /** Whether a method takes a lock that Java has for every object, or one of this file that it calls does. */
    boolean locks(ExecutableElement method) {
        if (isSynchronized(method)) {
            return true;
        }
        TreePath declaration = declaration(method);
        if (declaration == null || locking.putIfAbsent(method, false) != null) {
            return locking.getOrDefault(method, false);
        }
        boolean[] found = {false};
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void nothing) {
                found[0] = true;
                return null;
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree call, @Nullable Void nothing) {
                ExecutableElement called = method(getCurrentPath());
                found[0] |= called != null && locks(called);
                return super.visitMethodInvocation(call, null);
            }
        }.scan(declaration, null);
        locking.put(method, found[0]);
        return found[0];
    }

    static boolean isSynchronized(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.SYNCHRONIZED);
    }

    /** Whether an expression is code that may be run: a lambda, or something else of such a type. */
    boolean isCode(TreePath from, ExpressionTree tree) {
        TypeElement type = typeOf(trees.getTypeMirror(new TreePath(from, tree)));
        return type != null && elements.isFunctionalInterface(type);
    }

    /** Whether what an expression gives may hold such code: not a number, nor a text. */
    boolean mayHoldCode(TreePath from, ExpressionTree tree) {
        TypeMirror type = trees.getTypeMirror(new TreePath(from, tree));
        return type == null || !(type.getKind().isPrimitive() || Meaning.isPlain(nameOf(type)));
    }

    /** Whether a method runs the lambda that it is called for. */
    boolean runs(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && method.getEnclosingElement() instanceof TypeElement type
                && elements.isFunctionalInterface(type);
    }

    /** The declaration of a variable of this file. */
    @Nullable TreePath initialized(Element variable) {
        TreePath path = declarations().get(variable);
        return path != null && path.getLeaf() instanceof VariableTree ? path : null;
    }

    private Map<Element, TreePath> declarations() {
        if (declarations == null) {
            declarations = findDeclarations();
        }
        return declarations;
    }

    private Map<Element, TreePath> findDeclarations() {
        Map<Element, TreePath> found = new HashMap<>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                add();
                return super.visitMethod(method, null);
            }

            @Override
            public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
                add();
                return super.visitVariable(variable, null);
            }

            private void add() {
                Element element = trees.getElement(getCurrentPath());
                if (element != null) {
                    found.put(element, getCurrentPath());
                }
            }
        }.scan(new TreePath(unit), null);
        return found;
    }

    /** Whether the file gives a variable another value than that of its declaration. */
    boolean isAssigned(Element variable) {
        if (assigned == null) {
            Set<Element> found = new HashSet<>();
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void nothing) {
                    Element target = element(getCurrentPath(), bare(tree.getVariable()));
                    if (target != null) {
                        found.add(target);
                    }
                    return super.visitAssignment(tree, null);
                }
            }.scan(new TreePath(unit), null);
            assigned = found;
        }
        return assigned.contains(variable);
    }

    /** Whether the file sends what a variable holds, or something that it is a part of, or returns it. */
    boolean isGivenAway(Element variable) {
        if (givenAway == null) {
            givenAway = findGivenAway();
        }
        return givenAway.contains(variable);
    }

    private Set<Element> findGivenAway() {
        Set<Element> found = new HashSet<>();
        new TreePathScanner<@Nullable Void, Boolean>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree call, Boolean isGiven) {
                ExecutableElement method = method(getCurrentPath());
                scan(call.getMethodSelect(), false);
                boolean gives = method != null && Meaning.givesAway(method);
                return scan(call.getArguments(), isGiven || gives);
            }

            @Override
            public @Nullable Void visitReturn(ReturnTree tree, Boolean isGiven) {
                return scan(tree.getExpression(), true);
            }

            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree lambda, Boolean isGiven) {
                return super.visitLambdaExpression(lambda, false);
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree name, Boolean isGiven) {
                Element element = isGiven ? trees.getElement(getCurrentPath()) : null;
                if (element != null) {
                    found.add(element);
                }
                return null;
            }
        }.scan(new TreePath(unit), false);
        return found;
    }

    /** The variables that a condition compares with another value than null, or that a switch is over. */
    List<Element> comparedBy(TreePath from, ExpressionTree condition) {
        List<Element> found = new ArrayList<>();
        var search =
                new TreePathScanner<@Nullable Void, @Nullable Void>() {
                    @Override
                    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void nothing) {
                        switch (tree.getKind()) {
                            case EQUAL_TO, NOT_EQUAL_TO -> {
                                if (!isNull(tree.getLeftOperand())
                                        && !isNull(tree.getRightOperand())) {
                                    add(tree.getLeftOperand());
                                    add(tree.getRightOperand());
                                }
                            }
                            default -> {}
                        }
                        return super.visitBinary(tree, null);
                    }

                    @Override
                    public @Nullable Void visitMethodInvocation(
                            MethodInvocationTree call, @Nullable Void nothing) {
                        if (call.getMethodSelect() instanceof MemberSelectTree select
                                && select.getIdentifier().contentEquals("equals")) {
                            add(select.getExpression());
                            call.getArguments().forEach(this::add);
                        }
                        return super.visitMethodInvocation(call, null);
                    }

                    void add(ExpressionTree tree) {
                        Element element =
                                bare(tree) instanceof IdentifierTree name
                                        ? element(from, name)
                                        : null;
                        if (element != null) {
                            found.add(element);
                        }
                    }
                };
        search.add(condition);
        search.scan(new TreePath(from, condition), null);
        return found;
    }

    private static boolean isNull(ExpressionTree tree) {
        return bare(tree).getKind() == Tree.Kind.NULL_LITERAL;
    }

    /** Whether a variable is declared with a new container of a type that is not fit for sharing. */
    boolean isNewContainer(TreePath declaration) {
        ExpressionTree value = ((VariableTree) declaration.getLeaf()).getInitializer();
        return value instanceof NewClassTree && Meaning.isContainer(type(declaration, value));
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

    /** Without parentheses and casts, which a lambda can have. */
    static ExpressionTree uncast(ExpressionTree tree) {
        ExpressionTree inner = bare(tree);
        while (inner instanceof TypeCastTree cast) {
            inner = bare(cast.getExpression());
        }
        return inner;
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

    private static boolean isSuppressed(Element variable) {
        SuppressWarnings annotation = variable.getAnnotation(SuppressWarnings.class);
        return annotation != null && List.of(annotation.value()).contains("handoff");
    }

    /** Once, by however many ways it is found. */
    void warn(TreePath where, String message) {
        if (!isSuppressed(where) && said.add(new Said(where.getLeaf(), message))) {
            trees.printMessage(
                    Diagnostic.Kind.WARNING, "[handoff] " + message, where.getLeaf(), unit);
        }
    }

    static boolean isSuppressed(TreePath where) {
        for (TreePath path = where; path != null; path = path.getParentPath()) {
            ModifiersTree modifiers =
                    switch (path.getLeaf()) {
                        case VariableTree variable -> variable.getModifiers();
                        case MethodTree method -> method.getModifiers();
                        case ClassTree type -> type.getModifiers();
                        default -> null;
                    };
            if (modifiers != null
                    && modifiers.getAnnotations().stream().anyMatch(Source::suppresses)) {
                return true;
            }
        }
        return false;
    }

    private static boolean suppresses(AnnotationTree annotation) {
        return annotation.getAnnotationType().toString().endsWith("SuppressWarnings")
                && annotation.getArguments().toString().contains("\"handoff\"");
    }
}
