package dev.handoff.examples;

import dev.handoff.Handoff;
import dev.handoff.observe.Meter;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

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

/** Compiles source texts in memory, all in one go, as {@code ./handoff run} compiles one. */
final class Sources {
    private static final List<String> OPTIONS =
            List.of(
                    "-proc:none",
                    "-Xlint:all,-options,-exports",
                    "--add-modules",
                    "ALL-MODULE-PATH");

    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, ByteArrayOutputStream> classes = new ConcurrentHashMap<>();

    /** What javac says of a line. */
    record Complaint(String source, int line, String message) {}

    void add(String name, String text) {
        texts.put(name, text);
    }

    /** Returns what is wrong, warnings included; nothing if all is compiled. */
    List<Complaint> compile() throws IOException {
        if (texts.isEmpty()) {
            return List.of();
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
            files.setLocationFromPaths(
                    StandardLocation.MODULE_PATH,
                    List.of(
                            Path.of(CommandLine.place(Handoff.class)),
                            Path.of(CommandLine.place(Meter.class))));
            List<Text> sources = new ArrayList<>();
            texts.forEach((name, text) -> sources.add(new Text(name, text)));
            boolean compiled =
                    javac.getTask(null, new Memory(files), found, OPTIONS, null, sources).call();
            List<Complaint> complaints =
                    found.getDiagnostics().stream().map(Sources::complaint).toList();
            if (!compiled && complaints.isEmpty()) {
                throw new AssertionError("javac fails, and does not say why");
            }
            return complaints;
        }
    }

    private static Complaint complaint(Diagnostic<? extends JavaFileObject> said) {
        JavaFileObject source = said.getSource();
        return new Complaint(
                source == null ? "" : ((Text) source).name,
                (int) said.getLineNumber(),
                said.getKind() == Diagnostic.Kind.ERROR
                        ? "error: " + said.getMessage(null)
                        : "warning: " + said.getMessage(null));
    }

    /** A loader of what was compiled: each has static fields of its own. */
    ClassLoader loader() {
        return new ClassLoader(Sources.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                ByteArrayOutputStream found = classes.get(name);
                if (found == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = found.toByteArray();
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String name;
        private final String text;

        Text(String name, String text) {
            super(URI.create("memory:///" + name + ".java"), Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String name,
                JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
