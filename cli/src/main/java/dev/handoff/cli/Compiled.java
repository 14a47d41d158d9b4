package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What became of a source file: class files by name, and the name of the class to launch. */
record Compiled(String first, Map<String, byte[]> classes) {
    /** Loads the program. */
    Program program() throws Refusal {
        return Program.of(new Loader(classes), first);
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Loader.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte @Nullable [] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
