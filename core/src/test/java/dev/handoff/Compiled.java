package dev.handoff;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The compiled main code of this module. */
final class Compiled {
    static final JavaClasses CLASSES = new ClassFileImporter().importPath(folder());

    private Compiled() {}

    private static Path folder() {
        try {
            return Path.of(
                    HandoffException.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
