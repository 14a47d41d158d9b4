package dev.handoff;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.module.ModuleDescriptor.Requires;
import java.lang.ref.Cleaner;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** The rules of the design within core; those for all modules are in ModulesTest of verify. */
class ArchitectureTest {
    private static final String DEFAULT_SCHEDULING = "dev.handoff.spi.VirtualThreads";

    /** How long the default scheduling stays awake. */
    private static final String PATIENCE = "dev.handoff.spi.Patience";

    /** Shows channels as futures, queues and executors, so it must name them. */
    private static final String BRIDGES = "dev.handoff.bridge";

    private static final String[] TOOLKIT = {
        BRIDGES,
        "dev.handoff.coordinate",
        "dev.handoff.generate",
        "dev.handoff.internal.toolkit",
        "dev.handoff.pipeline",
        "dev.handoff.share"
    };

    @Test
    @DisplayName("Rule 1: core needs java.base alone, and JSpecify to compile")
    void coreNeedsJavaBaseAlone() {
        assertThat(Scheduling.class.getModule().getDescriptor().requires())
                .extracting(Requires::name)
                .containsExactlyInAnyOrder("java.base", "org.jspecify");
        check(
                classes()
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", "dev.handoff.."));
    }

    @Test
    @DisplayName("Rule 1: spi stands below the rest of core, and no packages form a cycle")
    void spiStandsBelowTheRestOfCore() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.handoff.spi..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.handoff"));
        check(slices().assignedFrom(packages()).should().beFreeOfCycles());
    }

    @Test
    @DisplayName("Rule 3: the default scheduling alone starts threads, parks, reads dates, tosses")
    void onlyTheDefaultSchedulingTouchesThreadsDatesAndChance() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(DEFAULT_SCHEDULING)
                        .should()
                        .accessTargetWhere(
                                any(LockSupport.class)
                                        .or(any(ThreadLocalRandom.class))
                                        .or(any(Random.class))
                                        .or(any(RandomGenerator.class))
                                        .or(any(Clock.class))
                                        .or(one(Instant.class, "now"))
                                        .or(one(Math.class, "random"))
                                        .or(one(System.class, "currentTimeMillis"))
                                        .or(
                                                one(
                                                        Thread.class,
                                                        "<init>",
                                                        "start",
                                                        "ofVirtual",
                                                        "ofPlatform",
                                                        "startVirtualThread",
                                                        "sleep",
                                                        "join"))));
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(BRIDGES)
                        .should()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                // only looked at: a ManagedBlocker in reports, an
                                // ExecutionException
                                "java\\.util\\.(Timer|concurrent\\.(Execut(?!ionException$).*"
                                    + "|(?!ForkJoinPool\\$ManagedBlocker).*Pool.*|Completable.*"
                                    + "|CountDownLatch|CyclicBarrier|Phaser|Semaphore|.*Queue))"));
    }

    /** And of internal, whose package-info says what a user has not of it. */
    @Test
    @DisplayName("Rule 1: the toolkit is made of core's public types, and the core knows it not")
    void theToolkitIsMadeOfPublicTypes() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(TOOLKIT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.handoff.spi.."));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage("dev.handoff", "dev.handoff.spi..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(TOOLKIT));
    }

    @Test
    @DisplayName("Rule 1: bridges lead out of the library: nothing in it uses them")
    void nothingUsesBridges() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(BRIDGES)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(BRIDGES));
    }

    @Test
    @DisplayName("Rule 3: the run of a generator alone asks the collector's thread to act")
    void theRunOfAGeneratorAloneUsesACleaner() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.handoff.generate.GeneratorRun")
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(Cleaner.class));
    }

    @Test
    @DisplayName("Rule 3: the default scheduling and the spin lock alone read the machine's clock")
    void onlyTheDefaultSchedulingAndTheSpinLockReadTheMachinesClock() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(DEFAULT_SCHEDULING)
                        .and()
                        .doNotHaveFullyQualifiedName(PATIENCE)
                        .and()
                        .doNotHaveFullyQualifiedName("dev.handoff.SpinLock")
                        .should()
                        .accessTargetWhere(one(System.class, "nanoTime")));
    }

    @Test
    @DisplayName("Rule 3: the spin lock and the default scheduling alone spin")
    void onlyTheSpinLockAndTheDefaultSchedulingSpin() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.handoff.SpinLock")
                        .and()
                        .doNotHaveFullyQualifiedName(PATIENCE)
                        .should()
                        .accessTargetWhere(one(Thread.class, "yield", "onSpinWait")));
    }

    @Test
    @DisplayName("Rule 4: kinds of channel are moves, and know nothing of waiting")
    void kindsOfChannelKnowNothingOfWaiting() {
        check(
                noClasses()
                        .that()
                        .areAssignableTo("dev.handoff.Kind")
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(Scheduling.class, Watcher.class, WaitReason.class));
    }

    @Test
    @DisplayName("Rule 7: exceptions extend HandoffException")
    void exceptionsExtendHandoffException() {
        check(
                classes()
                        .that()
                        .areAssignableTo(Throwable.class)
                        .should()
                        .beAssignableTo(HandoffException.class));
    }

    /** Tools look at the method that is called, which may be one that overrides another. */
    @Test
    @DisplayName("a method that overrides one whose answer must be used says so, too")
    void overridingMethodsSayThatTheirAnswersMustBeUsed() {
        check(
                methods()
                        .that(
                                describe(
                                        "override one with @CheckReturnValue",
                                        ArchitectureTest::overridesOneToBeUsed))
                        .should()
                        .beAnnotatedWith(CheckReturnValue.class));
    }

    private static boolean overridesOneToBeUsed(JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toArray(String[]::new);
        return method.getOwner().getAllRawInterfaces().stream()
                .flatMap(type -> type.tryGetMethod(method.getName(), parameters).stream())
                .anyMatch(overridden -> overridden.isAnnotatedWith(CheckReturnValue.class));
    }

    @Test
    @DisplayName(
            "what makes a case says that it must be used; an arrival at a barrier may do alone")
    void casesMustBeUsed() {
        check(
                methods()
                        .that(describe("make cases", ArchitectureTest::makesACase))
                        .and()
                        .doNotHaveName("arrive")
                        .should()
                        .beAnnotatedWith(CheckReturnValue.class));
    }

    private static boolean makesACase(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PUBLIC)
                && method.getRawReturnType().isEquivalentTo(Case.class)
                && !method.getOwner().isAssignableTo(Case.class);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(Compiled.CLASSES);
    }

    /** All of a type, and of what extends it. */
    private static DescribedPredicate<JavaAccess<?>> any(Class<?> type) {
        return describe(
                type.getSimpleName(), access -> access.getTargetOwner().isAssignableTo(type));
    }

    private static DescribedPredicate<JavaAccess<?>> one(Class<?> type, String... members) {
        return describe(
                type.getSimpleName() + " " + String.join(", ", members),
                access ->
                        access.getTargetOwner().isAssignableTo(type)
                                && Set.of(members).contains(access.getTarget().getName()));
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }
}
