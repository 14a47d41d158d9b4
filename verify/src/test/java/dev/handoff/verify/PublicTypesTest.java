package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users see of a module is a list that fits one breath. */
class PublicTypesTest {
    private static final String OURS = "dev.handoff.";

    /** The public types of the exported packages are those that the module's public-types.txt lists, in order. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void publicTypesAreThoseListed(ModuleDescriptor module) throws IOException {
        Path list = Path.of("..", module.name().substring(OURS.length()), "public-types.txt");
        Set<String> exported =
                module.exports().stream().map(Exports::source).collect(Collectors.toSet());
        Set<String> present =
                ModulesTest.ALL.stream()
                        .filter(type -> exported.contains(type.getPackageName()))
                        .filter(PublicTypesTest::isPublic)
                        .map(type -> type.getName().replace('$', '.'))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Files.exists(list) ? Files.readAllLines(list) : List.of())
                .as(
                        "%s against the compiled classes. If the change is meant, make the"
                                + " list:%n%s%n",
                        list, String.join(System.lineSeparator(), present))
                .containsExactlyElementsOf(present);
    }

    /** Who has the jar on the class path does not see what the module is annotated with. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void exportedPackagesAreNullMarkedAlsoOnTheClassPath(ModuleDescriptor module) {
        assertThat(module.exports())
                .extracting(Exports::source)
                .allMatch(
                        name ->
                                ModulesTest.ALL
                                        .getPackage(name)
                                        .isAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }

    /** Those that export something. */
    private static Stream<Named<ModuleDescriptor>> modules() throws IOException {
        List<ModuleDescriptor> modules = new ArrayList<>();
        ClassLoader loader = PublicTypesTest.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources("module-info.class"))) {
            try (InputStream in = url.openStream()) {
                modules.add(ModuleDescriptor.read(in));
            }
        }
        return modules.stream()
                .filter(module -> module.name().startsWith(OURS) && !module.exports().isEmpty())
                .map(module -> Named.of(module.name(), module));
    }

    private static boolean isPublic(JavaClass type) {
        return Stream.iterate(type, outer -> outer.getEnclosingClass().orElse(null))
                .takeWhile(outer -> outer != null)
                .allMatch(outer -> outer.getModifiers().contains(JavaModifier.PUBLIC));
    }
}
