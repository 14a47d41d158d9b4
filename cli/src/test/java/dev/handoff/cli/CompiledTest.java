package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.function.Consumer;

/** What is known of a program by what it calls. */
class CompiledTest {
    private static final MethodTypeDesc PLAIN = MethodTypeDesc.of(ConstantDescs.CD_void);

    private static Compiled program(Consumer<CodeBuilder> body) {
        byte[] bytes =
                ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                        .build(
                                ClassDesc.of("P"),
                                type ->
                                        type.withMethodBody(
                                                "main",
                                                PLAIN,
                                                ClassFile.ACC_STATIC,
                                                code -> {
                                                    body.accept(code);
                                                    code.return_();
                                                }));
        return new Compiled("P", Map.of("P", bytes));
    }

    private static Consumer<CodeBuilder> call(String type, String method) {
        ClassDesc owner = ClassDesc.of(type);
        return method.equals("<init>")
                ? code -> code.new_(owner).dup().invokespecial(owner, method, PLAIN).pop()
                : code -> code.invokestatic(owner, method, PLAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Thread, <init>",
        "java.lang.Thread, ofPlatform",
        "java.util.Timer, <init>",
        "com.sun.net.httpserver.HttpServer, start",
        "com.sun.net.httpserver.HttpsServer, start"
    })
    void whoMakesPlatformThreadsHasOneForMain(String type, String method) throws Refusal {
        Compiled program = program(call(type, method));
        assertThat(program.program().keepsMain()).isTrue();
        assertThat(program.hasOtherThreads()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Thread, startVirtualThread",
        "java.lang.Thread, ofVirtual",
        "java.util.concurrent.Executors, newVirtualThreadPerTaskExecutor",
        "java.util.concurrent.ForkJoinPool, commonPool",
        "java.util.concurrent.CompletableFuture, runAsync"
    })
    void othersMayHaveThreadsThatNobodyCounts(String type, String method) throws Refusal {
        Compiled program = program(call(type, method));
        assertThat(program.program().keepsMain()).isFalse();
        assertThat(program.hasOtherThreads()).isTrue();
    }

    @Test
    void whoCancelsAllScopesHasAPlatformThreadForMainAndNoOther() throws Refusal {
        Compiled program = program(call("dev.handoff.Handoff", "cancelAll"));
        assertThat(program.program().keepsMain()).isTrue();
        assertThat(program.hasOtherThreads()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.Thread", "java.lang.Object"})
    void aCallIsKnownByItsTypeAndItsName(String type) throws Refusal {
        Compiled program = program(call(type, "start"));
        assertThat(program.program().keepsMain()).isFalse();
        assertThat(program.hasOtherThreads()).isFalse();
        assertThat(program.halts()).isFalse();
        assertThat(program(call("java.lang.Runtime", "halt")).halts()).isTrue();
    }

    /** Where one is longer than it is taken for, all that follow are taken for others. */
    @Test
    void aCallIsFoundBehindConstantsOfAllKinds() {
        MethodTypeDesc maker =
                MethodTypeDesc.of(
                        ConstantDescs.CD_Object,
                        ConstantDescs.CD_MethodHandles_Lookup,
                        ConstantDescs.CD_String,
                        ConstantDescs.CD_Class);
        DirectMethodHandleDesc handle =
                MethodHandleDesc.ofMethod(
                        DirectMethodHandleDesc.Kind.STATIC, ClassDesc.of("Q"), "make", maker);
        Compiled program =
                program(
                        code ->
                                code.loadConstant(1L << 40)
                                        .loadConstant(1.5)
                                        .loadConstant(1.5f)
                                        .loadConstant(1 << 20)
                                        .loadConstant("text")
                                        .loadConstant(ClassDesc.of("R"))
                                        .loadConstant(maker)
                                        .loadConstant(handle)
                                        .loadConstant(DynamicConstantDesc.of(handle))
                                        .invokedynamic(DynamicCallSiteDesc.of(handle, PLAIN))
                                        .getstatic(ClassDesc.of("R"), "f", ConstantDescs.CD_int)
                                        .invokestatic(ClassDesc.of("R"), "m", PLAIN, true)
                                        .invokestatic(
                                                ClassDesc.of("java.lang.Runtime"), "halt", PLAIN));
        assertThat(program.halts()).isTrue();
    }
}
