package dev.handoff.laws;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a law speaks of: its tests are run over all of these. A kind is a {@link Shape}; a setting adds threads. */
final class Over {
    private Over() {}

    /** Every kind of channel that can carry values. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#every")
    @interface EveryKind {}

    /** The kinds that drop nothing. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#lossless")
    @interface LosslessKinds {}

    /** The kinds whose senders may have to wait. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#bounded")
    @interface BoundedKinds {}

    /** The kinds that store values. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#buffering")
    @interface BufferingKinds {}

    /** The kinds that store values until they are full; then their senders wait. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#filling")
    @interface FillingKinds {}

    /** The kinds with an overflow policy. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Shape#dropping")
    @interface DroppingKinds {}

    /** Every kind of channel, with virtual and platform threads at its ends. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Setting#every")
    @interface EverySetting {}

    /** The kinds that drop nothing, with both kinds of threads. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Setting#lossless")
    @interface LosslessSettings {}

    /** The kinds whose senders may have to wait, with both kinds of threads. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Setting#bounded")
    @interface BoundedSettings {}

    /** A rendezvous, with both kinds of threads. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.Setting#rendezvous")
    @interface RendezvousSettings {}
}
