package dev.handoff.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;

import dev.handoff.Handoff;
import dev.handoff.check.Verdict;
import dev.handoff.lint.HandoffLint;
import dev.handoff.observe.Meter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

import javax.lang.model.SourceVersion;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles one source file in memory, as {@code java FILE.java} does. Handoff, its meters and its checker are on its
 * path, and the lint looks at it.
 */
final class Javac implements SourceCompiler {
    /* Handoff is a module to the compiler even where it is on the class path at run time, so that
     * `import module dev.handoff.core` works and only exported types are seen. The class path is
     * empty: by default it would be the current folder, with whatever lies there.
     */
    private static final List<String> OPTIONS =
            List.of(
                    "-proc:none",
                    "-Xlint:-options",
                    "--add-modules",
                    "dev.handoff.core,dev.handoff.observe,dev.handoff.check");

    @Override
    public @Nullable Compiled compile(Path file, PrintWriter err) throws IOException, Refusal {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        // errors of bytes that are no text: the task does not count them among its own
        DiagnosticCollector<JavaFileObject> unread = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(unread, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
            files.setLocationFromPaths(
                    StandardLocation.MODULE_PATH,
                    List.of(place(Handoff.class), place(Meter.class), place(Verdict.class)));
            MemoryClasses classes = new MemoryClasses(files);
            TopLevelTypes types = new TopLevelTypes();
            JavacTask task =
                    (JavacTask)
                            javac.getTask(
                                    err,
                                    classes,
                                    null,
                                    OPTIONS,
                                    null,
                                    List.of(source(files, file)));
            task.addTaskListener(types);
            HandoffLint.watch(task);
            boolean compiled = task.call();
            unread.getDiagnostics().forEach(err::println);
            if (!compiled || !unread.getDiagnostics().isEmpty()) {
                return null;
            }
            if (types.names.isEmpty()) {
                throw new Refusal("declares no class");
            }
            return Compiled.of(types.names, types.nameLike(file), classes.files());
        }
    }

    /** The source; its public class may have any name. */
    private static JavaFileObject source(StandardJavaFileManager files, Path file) {
        return new ForwardingJavaFileObject<>(files.getJavaFileObjects(file).iterator().next()) {
            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return super.isNameCompatible(simpleName, kind)
                        || (kind == Kind.SOURCE && SourceVersion.isIdentifier(simpleName));
            }
        };
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Handoff was loaded from no usable place", e);
        }
    }

    /** Notes the types of the file in their order: javac may take up another one first. */
    private static final class TopLevelTypes implements TaskListener {
        List<String> names = List.of();
        private String prefix = "";

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.PARSE) {
                CompilationUnitTree unit = event.getCompilationUnit();
                prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
                names =
                        unit.getTypeDecls().stream()
                                .filter(ClassTree.class::isInstance) // not a lone semicolon
                                .map(type -> prefix + ((ClassTree) type).getSimpleName())
                                .toList();
            }
        }

        /** What a type with the name of the file would be called. */
        String nameLike(Path file) {
            return prefix + String.valueOf(file.getFileName()).replaceFirst("\\.java$", "");
        }
    }
}
