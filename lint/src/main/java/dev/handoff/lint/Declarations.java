package dev.handoff.lint;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;

/** What a file declares, and what all of it does with that: looked up once, whoever asks. */
final class Declarations {
    private final Source source;

    /** Of its methods and variables; null until somebody asks. */
    private @Nullable Map<Element, TreePath> declarations;

    /** What is assigned to somewhere; null until somebody asks. */
    private @Nullable Set<Element> assigned;

    private final Map<Tree, Set<Element>> assignedIn = new HashMap<>();

    private final Map<ExecutableElement, List<TreePath>> overriding = new HashMap<>();

    /** Its methods by their names; null until somebody asks. */
    private @Nullable Map<Name, List<ExecutableElement>> named;

    /** What is sent or returned somewhere; null until somebody asks. */
    private @Nullable Set<Element> givenAway;

    /** The methods and lambdas that processes are started in; null until somebody asks. */
    private @Nullable Set<Tree> starting;

    /** The methods and lambdas that make stages which may have workers; null until somebody asks. */
    private @Nullable Set<Tree> makingStage;

    /** Of its methods, those that take a lock; null until somebody asks. */
    private @Nullable Set<ExecutableElement> locking;

    /** Of its methods, those that may have waited for other processes; null until somebody asks. */
    private @Nullable Set<ExecutableElement> awaiting;

    Declarations(Source source) {
        this.source = source;
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

    /** What overrides a method in this file: it may be that which is called. */
    List<TreePath> overriding(ExecutableElement method) {
        return overriding.computeIfAbsent(method, this::findOverriding);
    }

    private List<TreePath> findOverriding(ExecutableElement method) {
        return named(method.getSimpleName()).stream()
                .filter(overrider -> source.overrides(overrider, method))
                .map(this::declaration)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<ExecutableElement> named(Name name) {
        if (named == null) {
            named =
                    declarations().keySet().stream()
                            .filter(ExecutableElement.class::isInstance)
                            .map(ExecutableElement.class::cast)
                            .collect(Collectors.groupingBy(ExecutableElement::getSimpleName));
        }
        return named.getOrDefault(name, List.of());
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
                Element element = source.elementAt(getCurrentPath());
                if (element != null) {
                    found.put(element, getCurrentPath());
                }
            }
        }.scan(source.file(), null);
        return found;
    }

    /** Whether the file gives a variable another value than that of its declaration. */
    boolean isAssigned(Element variable) {
        if (assigned == null) {
            assigned = findAssigned(source.file());
        }
        return assigned.contains(variable);
    }

    /** Whether a part of the file gives a variable another value. */
    boolean isAssignedIn(Tree part, Element variable) {
        return assignedIn
                .computeIfAbsent(part, _ -> findAssigned(new TreePath(source.file(), part)))
                .contains(variable);
    }

    private Set<Element> findAssigned(TreePath part) {
        Set<Element> found = new HashSet<>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void nothing) {
                add(tree.getVariable());
                return super.visitAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitCompoundAssignment(
                    CompoundAssignmentTree tree, @Nullable Void nothing) {
                add(tree.getVariable());
                return super.visitCompoundAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void nothing) {
                switch (tree.getKind()) {
                    case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                            add(tree.getExpression());
                    default -> {}
                }
                return super.visitUnary(tree, null);
            }

            private void add(ExpressionTree variable) {
                Element target = source.element(getCurrentPath(), Source.bare(variable));
                if (target != null) {
                    found.add(target);
                }
            }
        }.scan(part, null);
        return found;
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
                ExecutableElement method = source.method(getCurrentPath());
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
                Element element = isGiven ? source.elementAt(getCurrentPath()) : null;
                if (element != null) {
                    found.add(element);
                }
                return null;
            }
        }.scan(source.file(), false);
        return found;
    }

    /** What the variable of a declaration is given there; null if nothing, or without a declaration. */
    static @Nullable ExpressionTree initializer(@Nullable TreePath declaration) {
        return declaration == null ? null : ((VariableTree) declaration.getLeaf()).getInitializer();
    }

    /** Whether a variable is declared with a new container of a type that is not fit for sharing. */
    boolean isNewContainer(TreePath declaration) {
        ExpressionTree value = initializer(declaration);
        return value instanceof NewClassTree
                && Meaning.isContainer(source.type(declaration, value));
    }

    /** Whether a method or lambda starts processes itself, or makes a stage that may: not what it calls, nor a class inside of it. */
    boolean startsProcess(Tree code) {
        if (starting == null) {
            starting = findCalling(m -> Meaning.startsProcess(m) || Meaning.hasWorkers(m));
        }
        return starting.contains(code);
    }

    /** Whether a method or lambda makes a stage of a pipeline that may have workers; asked of those alone that start processes. */
    boolean makesStage(Tree code) {
        if (makingStage == null) {
            makingStage = findCalling(Meaning::hasWorkers);
        }
        return makingStage.contains(code);
    }

    private Set<Tree> findCalling(Predicate<ExecutableElement> what) {
        Set<Tree> found = new HashSet<>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree call, @Nullable Void nothing) {
                ExecutableElement method = source.method(getCurrentPath());
                if (method != null && what.test(method)) {
                    addWhatIsAround();
                }
                return super.visitMethodInvocation(call, null);
            }

            private void addWhatIsAround() {
                for (TreePath path = getCurrentPath();
                        !(path.getLeaf() instanceof ClassTree);
                        path = path.getParentPath()) {
                    found.add(path.getLeaf());
                }
            }
        }.scan(source.file(), null);
        return found;
    }

    /** Whether a method takes a lock that Java has for every object, or one that it calls or that overrides it does. */
    boolean locks(ExecutableElement method) {
        if (locking == null) {
            locking = Doers.of(source, this::takesLock);
        }
        return Source.isSynchronized(method) || locking.contains(method);
    }

    private boolean takesLock(TreePath path) {
        Element method =
                switch (path.getLeaf()) {
                    case MethodTree _ -> source.elementAt(path);
                    case MethodInvocationTree _ -> source.method(path);
                    default -> null;
                };
        return path.getLeaf() instanceof SynchronizedTree
                || (method instanceof ExecutableElement known && Source.isSynchronized(known));
    }

    /** Whether a method of this file may have waited for another process when it returns. */
    boolean awaits(ExecutableElement method) {
        if (awaiting == null) {
            awaiting = Doers.of(source, source::mayAwait);
        }
        return awaiting.contains(method);
    }
}
