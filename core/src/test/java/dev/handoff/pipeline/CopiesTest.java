package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each function has a stage class of its own, so that it can be compiled into the stage. */
class CopiesTest {
    private static final Copies MAPS =
            new Copies(MapOutput.class, Label.class, Mapping.class, Output.class);

    /** By the class of the function: lambda expressions in different places have different ones. */
    @Test
    void eachFunctionHasItsCopy() {
        Mapping<Integer, Integer> one = x -> x + 1;
        Mapping<Integer, Integer> two = x -> x + 2;
        assertThat(classFor(one)).isEqualTo(classFor(one)).isNotEqualTo(classFor(two));
        assertThat(classFor(one).isHidden()).isTrue();
    }

    /** Whoever looks at a stack trace finds the template's name. */
    @Test
    void aCopyIsCalledAsItsTemplate() {
        Mapping<Integer, Integer> mapping = x -> x;
        assertThat(classFor(mapping).getName()).startsWith(MapOutput.class.getName());
    }

    private static Class<?> classFor(Mapping<Integer, Integer> mapping) {
        Output<Integer> out = MAPS.make(mapping, Label.of("map"), mapping, new Collected<>());
        return out.getClass();
    }
}
