package dev.handoff.lint;

import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import javax.lang.model.element.ExecutableElement;

/** The methods of a file that do something, or call one that does, or are overridden by one. */
final class Doers extends TreePathScanner<@Nullable Void, Set<ExecutableElement>> {
    private final Source source;
    private final Predicate<TreePath> what;
    private final Set<ExecutableElement> found = new HashSet<>();
    private final Map<ExecutableElement, Set<ExecutableElement>> callers = new HashMap<>();

    private Doers(Source source, Predicate<TreePath> what) {
        this.source = source;
        this.what = what;
    }

    /**
     * Looks for such methods.
     *
     * @param what whether a method does it by itself, or whether a call, a loop or a synchronized block does
     */
    static Set<ExecutableElement> of(Source source, Predicate<TreePath> what) {
        Doers doers = new Doers(source, what);
        doers.scan(source.file(), Set.of());
        doers.addCallers();
        return doers.found;
    }

    private void addCallers() {
        Deque<ExecutableElement> next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            for (ExecutableElement caller : callers.getOrDefault(next.pop(), Set.of())) {
                if (found.add(caller)) {
                    next.add(caller);
                }
            }
        }
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, Set<ExecutableElement> around) {
        Set<ExecutableElement> inside = new HashSet<>(around);
        if (source.elementAt(getCurrentPath()) instanceof ExecutableElement declared) {
            inside.add(declared);
            if (what.test(getCurrentPath())) {
                found.add(declared);
            }
        }
        return super.visitMethod(method, inside);
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, Set<ExecutableElement> around) {
        look(around);
        return super.visitSynchronized(tree, around);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(
            EnhancedForLoopTree tree, Set<ExecutableElement> around) {
        look(around);
        return super.visitEnhancedForLoop(tree, around);
    }

    @Override
    public @Nullable Void visitMethodInvocation(
            MethodInvocationTree call, Set<ExecutableElement> around) {
        look(around);
        ExecutableElement called = source.method(getCurrentPath());
        if (called != null) {
            addCalled(called, around);
        }
        return super.visitMethodInvocation(call, around);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, Set<ExecutableElement> around) {
        look(around);
        if (source.elementAt(getCurrentPath()) instanceof ExecutableElement constructor) {
            addCalled(constructor, around);
        }
        return super.visitNewClass(made, around);
    }

    private void addCalled(ExecutableElement called, Set<ExecutableElement> around) {
        callers.computeIfAbsent(called, _ -> new HashSet<>()).addAll(around);
        for (TreePath path : source.declarations.overriding(called)) {
            if (source.elementAt(path) instanceof ExecutableElement overrider) {
                callers.computeIfAbsent(overrider, _ -> new HashSet<>()).add(called);
            }
        }
    }

    private void look(Set<ExecutableElement> around) {
        if (what.test(getCurrentPath())) {
            found.addAll(around);
        }
    }
}
