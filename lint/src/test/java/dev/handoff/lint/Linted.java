package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Programs that are compiled with the lint; a line that is to be warned of ends with {@code // warned}. */
final class Linted {
    private static final String MARK = "// warned";
    private static final String IMPORTS =
            "import static dev.handoff.Select.*; import dev.handoff.*; import"
                    + " dev.handoff.coordinate.*; ";

    private Linted() {}

    /** The warnings of a compact source file, and those alone, stand in its marked lines. */
    static void check(String program) throws IOException {
        List<Long> marked = new ArrayList<>();
        List<String> lines = program.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith(MARK)) {
                marked.add(i + 1L);
            }
        }
        List<Diagnostic<?>> warnings = warnings(program);
        assertThat(warnings)
                .as(warnings.toString())
                .extracting(Diagnostic::getLineNumber)
                .containsExactlyInAnyOrderElementsOf(marked);
    }

    /** As {@link #check}, for a main of some {@code declarations} and a scope whose body is {@code statements}. */
    static void checkInScope(String declarations, String statements) throws IOException {
        check(
                """
                void main() throws Exception {
                    %s
                    Scope.run(scope -> {
                        %s
                    });
                }
                """
                        .formatted(declarations, statements));
    }

    /** What is said of a program, without the mark of the lint. */
    static List<String> messages(String program) throws IOException {
        return warnings(program).stream()
                .map(w -> w.getMessage(Locale.ROOT).replace("[handoff] ", ""))
                .toList();
    }

    /** What is said of a program that javac refuses, and the lint looks at all the same. */
    static List<String> errors(String program) throws IOException {
        return said(List.of(new Text(IMPORTS + program))).stream()
                .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
                .map(d -> d.getMessage(Locale.ROOT).lines().findFirst().orElseThrow())
                .toList();
    }

    private static List<Diagnostic<?>> warnings(String program) throws IOException {
        return warnings(List.of(new Text(IMPORTS + program)));
    }

    /** The lint's warnings for some sources; whatever else javac has to say fails. */
    static List<Diagnostic<?>> warnings(Iterable<? extends JavaFileObject> sources)
            throws IOException {
        List<Diagnostic<?>> warnings = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : said(sources)) {
            if (diagnostic.getMessage(Locale.ROOT).startsWith("[handoff] ")) {
                warnings.add(diagnostic);
            } else {
                assertThat(diagnostic.getKind())
                        .as(diagnostic.toString())
                        .isEqualTo(Diagnostic.Kind.NOTE);
            }
        }
        return warnings;
    }

    private static List<Diagnostic<? extends JavaFileObject>> said(
            Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(said, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(core()));
            JavacTask task =
                    (JavacTask)
                            javac.getTask(
                                    null,
                                    new Unwritten(files),
                                    said,
                                    List.of("-proc:none"),
                                    null,
                                    sources);
            HandoffLint.watch(task);
            task.call();
        }
        return said.getDiagnostics();
    }

    /** Where the library is, which the lint does not need, but the programs do. */
    static Path core() {
        try {
            return place(Class.forName("dev.handoff.Channel"));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Where a class has been read from. */
    static Path place(Class<?> type) {
        return Path.of(
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String text) {
            super(URI.create("string:///Program.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Nobody wants the classes; but what javac does to make them, the lint must bear. */
    private static final class Unwritten extends ForwardingJavaFileManager<JavaFileManager> {
        Unwritten(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("string:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return OutputStream.nullOutputStream();
                }
            };
        }
    }
}
