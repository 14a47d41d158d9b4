package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes watching free while nobody watches: there is nothing behind the calls, so the JVM's compiler removes them.
 * {@code bench/seam/run} measures that it does, against a variant of the library that has no such calls.
 */
class L50WatchingTest {
    private static final List<Opcode> NOTHING = List.of(Opcode.RETURN);

    @Test
    @DisplayName("L50 the choice points of the default scheduling are empty methods")
    void choicePoints() throws IOException {
        Class<?> usual = Scheduling.virtualThreads().getClass();
        Map<String, List<Opcode>> own = bodies(usual);
        Map<String, List<Opcode>> inherited = bodies(Scheduling.class);
        assertThat(own.entrySet().stream().filter(e -> isChoicePoint(e.getKey())))
                .allMatch(e -> e.getValue().equals(NOTHING));
        assertThat(own.keySet()).filteredOn(name -> name.startsWith("reach(")).hasSize(2);
        assertThat(inherited.entrySet().stream().filter(e -> e.getKey().startsWith("touch(")))
                .singleElement()
                .matches(e -> e.getValue().equals(NOTHING));
    }

    private static boolean isChoicePoint(String method) {
        return method.startsWith("reach(") || method.startsWith("touch(");
    }

    @Test
    @DisplayName("L50 the watcher that nobody has set does nothing, whatever it is told")
    void watcher() throws IOException {
        assertThat(Scheduling.virtualThreads().watcher()).isSameAs(Watcher.NONE);
        assertThat(Watcher.NONE.getClass().getDeclaredMethods()).isEmpty();
        Map<String, List<Opcode>> told = bodies(Watcher.class);
        told.remove("<clinit>()V");
        assertThat(told).isNotEmpty().allSatisfy((_, body) -> assertThat(body).isEqualTo(NOTHING));
    }

    private static Map<String, List<Opcode>> bodies(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            Map<String, List<Opcode>> bodies = new TreeMap<>();
            for (MethodModel method : model.methods()) {
                method.code()
                        .ifPresent(
                                code ->
                                        bodies.put(
                                                method.methodName().stringValue()
                                                        + method.methodType().stringValue(),
                                                opcodes(code)));
            }
            return bodies;
        }
    }

    private static List<Opcode> opcodes(CodeModel code) {
        return code.elementStream()
                .filter(Instruction.class::isInstance)
                .map(element -> ((Instruction) element).opcode())
                .toList();
    }
}
