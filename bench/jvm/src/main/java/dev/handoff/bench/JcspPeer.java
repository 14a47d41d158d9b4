package dev.handoff.bench;

import org.jcsp.lang.Alternative;
import org.jcsp.lang.AltingChannelInput;
import org.jcsp.lang.Any2AnyChannel;
import org.jcsp.lang.Channel;
import org.jcsp.lang.ChannelInput;
import org.jcsp.lang.ChannelOutput;
import org.jcsp.lang.Guard;
import org.jcsp.lang.One2OneChannel;
import org.jcsp.util.Buffer;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** JCSP, whose processes are threads of the operating system: it waits by monitors, and was made for those. */
final class JcspPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.PIPE, Feature.SHARED_PIPE, Feature.SELECT);
    }

    @Override
    boolean has(int capacity) {
        return true;
    }

    @Override
    List<String> jvmOptions() {
        return List.of("-Dbench.threads=" + OsThreads.class.getName());
    }

    @Override
    Pipe pipe(int capacity) {
        One2OneChannel<Integer> channel =
                capacity == 0 ? Channel.one2one() : Channel.one2one(new Buffer<>(capacity));
        return new JcspPipe(channel.out(), channel.in());
    }

    @Override
    Pipe sharedPipe(int capacity) {
        Any2AnyChannel<Integer> channel =
                capacity == 0 ? Channel.any2any() : Channel.any2any(new Buffer<>(capacity));
        return new JcspPipe(channel.out(), channel.in());
    }

    @Override
    Chooser chooser(Pipe[] from) {
        return new JcspChooser(from);
    }

    private static final class JcspPipe extends Pipe {
        private final ChannelOutput<Integer> out;
        final ChannelInput<Integer> in;

        JcspPipe(ChannelOutput<Integer> out, ChannelInput<Integer> in) {
            this.out = out;
            this.in = in;
        }

        @Override
        void send(Integer value) {
            out.write(value);
        }

        @Override
        Integer receive() {
            return in.read();
        }
    }

    /** Its fair select begins after the one chosen last. */
    private static final class JcspChooser extends Chooser {
        private final ChannelInput<Integer>[] inputs;
        private final Alternative alternative;

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        JcspChooser(Pipe[] from) {
            inputs = new ChannelInput[from.length];
            Guard[] guards = new Guard[from.length];
            for (int i = 0; i < from.length; i++) {
                inputs[i] = ((JcspPipe) from[i]).in;
                guards[i] = (AltingChannelInput) inputs[i];
            }
            alternative = new Alternative(guards);
        }

        @Override
        Integer choose() {
            return inputs[alternative.fairSelect()].read();
        }
    }
}
