package dev.handoff.lint;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;

/**
 * Warns, while javac compiles, of three mistakes that Java lets pass: state that two processes share without anything
 * between them that could order their accesses, a value that is changed after it was sent, and an answer that is ignored
 * although its method has {@code dev.handoff.CheckReturnValue}. It is used by {@code -Xplugin:HandoffLint}, with this
 * module on javac's processor path.
 *
 * <p>A warning is meant to be worth a change of the code, so what could be right is not warned of: neither state of
 * types that are made to be shared, nor what is accessed under a lock, nor two processes of which one sends where the
 * other receives. {@code @SuppressWarnings("handoff")} on a variable, a method or a class silences the rest.
 * Conversely, no warning is no proof: what is shared through several objects or methods is not followed far. The
 * checker looks at that.
 */
public final class HandoffLint implements Plugin {
    /** For javac's service loader. */
    public HandoffLint() {}

    @Override
    public String getName() {
        return "HandoffLint";
    }

    @Override
    public void init(JavacTask task, String... args) {
        watch(task);
    }

    /**
     * Has a compilation looked at: warnings are among its diagnostics.
     *
     * @param task the compilation, which has not begun
     */
    public static void watch(JavacTask task) {
        task.addTaskListener(new Listener(Trees.instance(task), task.getElements()));
    }

    /** Looks at a file as a whole when the first of its types has been analyzed: javac then begins to rewrite that one. */
    private static final class Listener implements TaskListener {
        private final Trees trees;
        private final Elements elements;
        private final Set<JavaFileObject> seen = new HashSet<>();

        Listener(Trees trees, Elements elements) {
            this.trees = trees;
            this.elements = elements;
        }

        @Override
        public void finished(TaskEvent event) {
            CompilationUnitTree unit = event.getCompilationUnit();
            if (event.getKind() == TaskEvent.Kind.ANALYZE
                    && unit != null
                    && seen.add(unit.getSourceFile())) {
                Source source = new Source(trees, elements, unit);
                List<TreePath> types = source.types();
                types.forEach(source::attribute);
                types.forEach(type -> inspect(source, type));
            }
        }
    }

    private static void inspect(Source source, TreePath type) {
        try {
            new SharedState(source).scan(type, null);
            new SentValues(source).scan(type, null);
            new IgnoredAnswers(source).scan(type, null);
        } catch (RuntimeException | StackOverflowError e) {
            // a program must compile whatever is wrong with the lint
            source.warn(type, "the lint has failed, and says nothing of this type: " + e);
        }
    }
}
