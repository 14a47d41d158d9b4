import static java.lang.classfile.ClassFile.ACC_STATIC;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a variant of core's classes without the seam: as if the library had been written for virtual threads alone, and
 * nobody could ever watch it.
 *
 * <pre>java StripSeam.java CLASSES TARGET</pre>
 */
/* Overview
 *
 *   scheduling.reach(…), touch(…)        the arguments are dropped; nothing is called
 *   scheduling.watcher()                 dropped; null
 *   watcher.sent(…) and all the others   dropped
 *   scheduling.park(…) and all the rest  Scheduling.direct$park(scheduling, …), static, which calls that of the one
 *                                        instance: no choice is left at run time
 *
 * The fields that hold a scheduling or a watcher stay: a load that nobody uses is removed by the compiler of the JVM.
 */
final class StripSeam {
    private static final String SPI = "dev.handoff.spi.";
    private static final ClassDesc SCHEDULING = ClassDesc.of(SPI + "Scheduling");
    private static final ClassDesc VIRTUAL_THREADS = ClassDesc.of(SPI + "VirtualThreads");
    private static final ClassDesc WATCHER = ClassDesc.of(SPI + "Watcher");
    private static final Set<String> TOLD = Set.of("reach", "touch");

    /** What must have been found; of a watcher at least one call. */
    private static final List<String> PARTS =
            List.of(
                    "dropped  Scheduling.reach",
                    "dropped  Scheduling.touch",
                    "dropped  Scheduling.watcher",
                    "dropped  Watcher.",
                    "direct  Scheduling.park",
                    "direct  Scheduling.unpark");

    private static final String DIRECT = "direct$";

    /** How many calls were removed or made direct, by what was called. */
    private final Map<String, Integer> changed = new TreeMap<>();

    /** The methods of a scheduling that are called, and need a direct form. */
    private final Map<String, MethodTypeDesc> wanted = new TreeMap<>();

    void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path target = Path.of(args[1]);
        ClassFile files =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.defaultResolver()
                                        .orElse(
                                                ClassHierarchyResolver.ofResourceParsing(
                                                        name -> open(classes, name)))));
        List<Path> all;
        try (Stream<Path> found = Files.walk(classes)) {
            all = found.filter(file -> file.toString().endsWith(".class")).toList();
        }
        Path last = classes.resolve("dev/handoff/spi/Scheduling.class");
        for (Path file : all) {
            if (!file.equals(last)) {
                write(files, file, target.resolve(classes.relativize(file)));
            }
        }
        write(files, last, target.resolve(classes.relativize(last)));
        changed.forEach((what, count) -> IO.println("%4d  %s".formatted(count, what)));
        for (String part : PARTS) {
            if (changed.keySet().stream().noneMatch(what -> what.startsWith(part))) {
                throw new IllegalStateException(
                        "not found: " + part + "; has the seam other names by now?");
            }
        }
    }

    private static java.io.InputStream open(Path classes, ClassDesc name) {
        Path file =
                classes.resolve(
                        name.packageName().replace('.', '/') + "/" + name.displayName() + ".class");
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(ClassFile files, Path from, Path to) throws IOException {
        ClassModel model = files.parse(from);
        ClassDesc self = model.thisClass().asSymbol();
        ClassTransform strip =
                ClassTransform.transformingMethodBodies(
                        CodeTransform.ofStateful(
                                () -> (code, element) -> strip(self, code, element)));
        ClassTransform all =
                self.equals(SCHEDULING)
                        ? strip.andThen(
                                ClassTransform.endHandler(
                                        builder ->
                                                wanted.forEach(
                                                        (name, type) ->
                                                                builder.withMethodBody(
                                                                        DIRECT + name,
                                                                        type.insertParameterTypes(
                                                                                0, SCHEDULING),
                                                                        ACC_STATIC
                                                                                | ClassFile
                                                                                        .ACC_PUBLIC,
                                                                        code ->
                                                                                direct(
                                                                                        code, name,
                                                                                        type)))))
                        : strip;
        Files.createDirectories(to.getParent());
        Files.write(to, files.transformClass(model, all));
    }

    private void strip(ClassDesc self, CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeInstruction call)
                || call.opcode() == java.lang.classfile.Opcode.INVOKESTATIC
                || call.opcode() == java.lang.classfile.Opcode.INVOKESPECIAL) {
            code.with(element);
            return;
        }
        ClassDesc owner = call.owner().asSymbol();
        String name = call.name().stringValue();
        MethodTypeDesc type = call.typeSymbol();
        if (owner.equals(WATCHER) || (owner.equals(SCHEDULING) && TOLD.contains(name))) {
            drop(code, type);
            count("dropped", owner, name);
        } else if (owner.equals(SCHEDULING) && name.equals("watcher")) {
            code.pop();
            code.aconst_null();
            count("dropped", owner, name);
        } else if (owner.equals(SCHEDULING) && !self.packageName().equals("dev.handoff.spi")) {
            wanted.put(name, type);
            code.invokestatic(SCHEDULING, DIRECT + name, type.insertParameterTypes(0, SCHEDULING));
            count("direct", owner, name);
        } else {
            code.with(element);
        }
    }

    private void count(String how, ClassDesc owner, String name) {
        changed.merge(how + "  " + owner.displayName() + "." + name, 1, Integer::sum);
    }

    /** Takes the arguments off the stack, and what the method is called on. */
    private static void drop(CodeBuilder code, MethodTypeDesc type) {
        if (!type.returnType().equals(ConstantDescs.CD_void)) {
            throw new IllegalStateException("returns something: " + type);
        }
        for (ClassDesc parameter : type.parameterList().reversed()) {
            if (TypeKind.from(parameter).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
        code.pop();
    }

    private static void direct(CodeBuilder code, String name, MethodTypeDesc type) {
        code.getstatic(VIRTUAL_THREADS, "INSTANCE", VIRTUAL_THREADS);
        int slot = 1;
        for (ClassDesc parameter : type.parameterList()) {
            TypeKind kind = TypeKind.from(parameter);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        code.invokevirtual(VIRTUAL_THREADS, name, type);
        code.return_(TypeKind.from(type.returnType()));
    }
}
