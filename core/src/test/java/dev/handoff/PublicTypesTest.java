package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users see is a list that fits one breath. */
class PublicTypesTest {
    private static final Path LIST = Path.of("public-types.txt");

    /** The public types of the exported packages are those that public-types.txt lists, in order. */
    @Test
    void publicTypesAreThoseListed() throws IOException {
        List<String> listed = Files.readAllLines(LIST);
        Set<String> present =
                Compiled.CLASSES.stream()
                        .filter(PublicTypesTest::isPublic)
                        .map(type -> type.getName().replace('$', '.'))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed)
                .as(
                        "core/%s against the compiled classes. If the change is meant, make the"
                                + " list:%n%s%n",
                        LIST, String.join(System.lineSeparator(), present))
                .containsExactlyElementsOf(present);
    }

    private static boolean isPublic(JavaClass type) {
        return HandoffException.class.getModule().isExported(type.getPackageName())
                && Stream.iterate(type, outer -> outer.getEnclosingClass().orElse(null))
                        .takeWhile(outer -> outer != null)
                        .allMatch(outer -> outer.getModifiers().contains(JavaModifier.PUBLIC));
    }
}
