package dev.handoff.verify;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import dev.handoff.BlockingBody;
import dev.handoff.Channel;
import dev.handoff.HandoffException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The rules of the design for all modules and between them; those within core are in core's ArchitectureTest. */
class ModulesTest {
    static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.handoff");

    private static final String CHECK = "dev.handoff.check..";
    private static final String OBSERVE = "dev.handoff.observe..";
    private static final String JUNIT = "dev.handoff.junit..";
    private static final String LINT = "dev.handoff.lint..";
    private static final String CLI = "dev.handoff.cli..";
    private static final String SCHEDULER = "dev.handoff.scheduler..";
    private static final String SPI = "dev.handoff.spi";
    private static final String[] CORE = {
        "dev.handoff",
        SPI,
        "dev.handoff.bridge",
        "dev.handoff.coordinate",
        "dev.handoff.generate",
        "dev.handoff.pipeline",
        "dev.handoff.share"
    };

    private static final DescribedPredicate<JavaAccess<?>> THREADS =
            of(Thread.class, "start", "startVirtualThread", "sleep", "join")
                    .or(of(Thread.Builder.class, "start", "factory"));

    private static final DescribedPredicate<JavaAccess<?>> CLOCKS =
            of(System.class, "nanoTime", "currentTimeMillis");

    private static DescribedPredicate<JavaAccess<?>> of(Class<?> type, String... members) {
        return describe(
                type.getSimpleName() + "'s " + String.join(", ", members),
                access ->
                        access.getTargetOwner().isAssignableTo(type)
                                && Set.of(members).contains(access.getTarget().getName()));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(false).check(ALL);
    }

    @Test
    @DisplayName("Rule 2: the checker and the tests' face of it use core, and no other tool")
    void theChecker() {
        String[] known = with(CORE, CHECK, "java..", "org.jspecify..");
        holds(
                classes()
                        .that()
                        .resideInAPackage(CHECK)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(known));
        holds(
                classes()
                        .that()
                        .resideInAPackage(JUNIT)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(with(known, JUNIT, "org.junit..", "org.opentest4j..")));
    }

    @Test
    @DisplayName("Rule 2: who observes knows the seam, the channel it is told of, and what it runs")
    void whoObserves() {
        holds(
                classes()
                        .that()
                        .resideInAPackage(OBSERVE)
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(SPI, OBSERVE, "java..", "org.jspecify..")
                                        .or(type(Channel.class))
                                        .or(type(BlockingBody.Action.class))));
    }

    @Test
    @DisplayName("Rule 2: who observes asks a channel for its name and size, and operates none")
    void whoObservesOperatesNoChannel() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(OBSERVE)
                        .should()
                        .accessTargetWhere(
                                ofAChannelOtherThan(
                                        Set.of("toString", "name", "size", "capacity"))));
    }

    private static DescribedPredicate<JavaAccess<?>> ofAChannelOtherThan(Set<String> members) {
        return describe(
                "Channel's, other than " + members,
                access ->
                        access.getTargetOwner().isEquivalentTo(Channel.class)
                                && !members.contains(access.getTarget().getName()));
    }

    @Test
    @DisplayName("Rule 3: who observes has the scheduling's clock, no threads, and never waits")
    void whoObservesNeverWaits() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(OBSERVE)
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(
                                LockSupport.class,
                                Lock.class,
                                Clock.class,
                                Instant.class,
                                Cleaner.class)
                        .orShould()
                        .accessTargetWhere(CLOCKS)
                        .orShould()
                        .accessTargetWhere(THREADS)
                        .orShould()
                        .callMethod(Object.class, "wait"));
    }

    /** The limit of an exploration is in real time; all other time is the run's. */
    @Test
    @DisplayName(
            "Rule 3: the controlled run alone has threads, and its watchdog the machine's clock")
    void theControlledRunAloneHasThreads() {
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(CHECK)
                        .and()
                        .haveSimpleNameNotStartingWith("Controlled")
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(LockSupport.class, Cleaner.class)
                        .orShould()
                        .accessTargetWhere(THREADS));
        holds(
                noClasses()
                        .that()
                        .resideInAPackage(CHECK)
                        .and()
                        .doNotHaveSimpleName("Watchdog")
                        .and()
                        .doNotHaveSimpleName("Exploration")
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(Clock.class, Instant.class)
                        .orShould()
                        .accessTargetWhere(CLOCKS));
    }

    @Test
    @DisplayName("Rule 2: the scheduler knows nothing of channels, and nothing is built on it")
    void theSchedulerStandsAlone() {
        holds(
                classes()
                        .that()
                        .resideInAPackage(SCHEDULER)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(SCHEDULER, "java..", "org.jspecify.."));
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(SCHEDULER)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(SCHEDULER));
    }

    @Test
    @DisplayName("Rule 2: who warns at compile time knows javac, and no class of a run")
    void whoWarnsKnowsJavac() {
        holds(
                classes()
                        .that()
                        .resideInAPackage(LINT)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                LINT, "java..", "javax..", "com.sun.source..", "org.jspecify.."));
    }

    @Test
    @DisplayName("Rule 2: the command line uses core, the checker, who observes and who warns")
    void theCommandLine() {
        holds(
                classes()
                        .that()
                        .resideInAPackage(CLI)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                with(
                                        CORE,
                                        CHECK,
                                        OBSERVE,
                                        LINT,
                                        CLI,
                                        "java..",
                                        "javax..",
                                        "com.sun.source..",
                                        "org.jspecify..",
                                        "picocli..",
                                        "sun.misc")));
    }

    @Test
    @DisplayName("Each artifact comes with the text of its licence")
    void eachArtifactComesWithItsLicence() throws Exception {
        String licence = Files.readString(Path.of("../LICENSE"));
        Set<URI> artifacts = ALL.stream().map(ModulesTest::artifact).collect(toSet());
        assertThat(artifacts).hasSizeGreaterThanOrEqualTo(7);
        for (URI artifact : artifacts) {
            URL text = URI.create(artifact + "META-INF/LICENSE").toURL();
            try (InputStream in = text.openStream()) {
                assertThat(new String(in.readAllBytes(), UTF_8))
                        .as("of %s", artifact)
                        .isEqualTo(licence);
            }
        }
    }

    /** The folder, or what is in the jar, that has the class. */
    private static URI artifact(JavaClass type) {
        String source = type.getSource().orElseThrow().getUri().toString();
        return URI.create(source.substring(0, source.lastIndexOf("dev/handoff/")));
    }

    @Test
    @DisplayName("Rule 6: public fields are constants")
    void publicFieldsAreConstants() {
        holds(
                fields().that()
                        .arePublic()
                        .should()
                        .haveModifier(STATIC)
                        .andShould()
                        .haveModifier(FINAL));
    }

    @Test
    @DisplayName("Rule 6: names say the thing")
    void namesSayTheThing() {
        holds(noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager)"));
    }

    @Test
    @DisplayName("Rule 7: public exceptions extend HandoffException; a test fails as others do")
    void publicExceptionsExtendHandoffException() {
        holds(
                classes()
                        .that()
                        .areAssignableTo(Throwable.class)
                        .and()
                        .arePublic()
                        .and()
                        .areNotAssignableTo(AssertionError.class)
                        .should()
                        .beAssignableTo(HandoffException.class));
    }

    @Test
    @DisplayName("What the JDK does not offer is reached in one class")
    void oneClassReachesIntoTheJdk() {
        holds(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.handoff.scheduler.Jdk")
                        .should()
                        .callMethodWhere(
                                describe(
                                        "privateLookupIn",
                                        call ->
                                                call.getTarget()
                                                        .getName()
                                                        .equals("privateLookupIn"))));
    }

    @Test
    @DisplayName("Rule 2: nothing is built on the command line or on the referees")
    void nothingIsBuiltOnTheCommandLine() {
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(CLI)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(CLI));
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.handoff.verify..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.handoff.verify.."));
        holds(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(JUNIT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(JUNIT));
    }
}
