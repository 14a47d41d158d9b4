package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import javax.lang.model.element.ExecutableElement;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

@DisplayName("Lint: what a file declares")
class DeclarationsTest {
    @Test
    @DisplayName("declarations are looked up once for a file")
    void areLookedUpOnce() throws IOException {
        Source source = analyzed("class Program { void work() {} }");
        TreePath type = source.types().getFirst();
        ExecutableElement work =
                ((ClassTree) type.getLeaf())
                        .getMembers().stream()
                                .filter(member -> member instanceof MethodTree)
                                .map(member -> source.element(type, member))
                                .map(ExecutableElement.class::cast)
                                .filter(method -> method.getSimpleName().contentEquals("work"))
                                .findFirst()
                                .orElseThrow();
        TreePath first = source.declarations.declaration(work);
        assertThat(first).isNotNull();
        assertThat(source.declarations.declaration(work)).isSameAs(first);
    }

    private static Source analyzed(String program) throws IOException {
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        null,
                                        List.of("-proc:none"),
                                        null,
                                        List.of(file));
        CompilationUnitTree unit = task.parse().iterator().next();
        task.analyze();
        return new Source(Trees.instance(task), task.getElements(), unit);
    }
}
