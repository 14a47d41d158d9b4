import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * R16, R25. A case that is never selected: Go uses a nil channel, here it is never(), or a guard
 * that comes and goes. There is no null channel: a forgotten one fails at once and waits for nothing.
 * Never alone: waits for nothing but never(), a deadlock, which ./handoff run ends with status 3.
 */
void main(String[] args) throws Exception {
    if (List.of(args).equals(List.of("alone"))) {
        Channel.never().receive();
    } else if (args.length > 0) {
        System.err.println("Never: usage: Never [alone]");
        System.exit(2);
    }
    Channel<String> mail = Channel.buffered(2);
    mail.sendAll(List.of("one", "two"));
    Receiver<String> nothing = Channel.never();
    IO.println(Select.one(on(nothing, v -> "cannot happen"), on(mail, v -> "mail " + v)));

    boolean[] open = {false};
    Select<String> guarded =
            Select.of(on(mail, v -> "mail " + v).when(() -> open[0]), otherwise(() -> "shut"));
    IO.println(guarded.run());
    open[0] = true;
    IO.println(guarded.run());

    IO.println(nothing.receiveWithin(Duration.ofMillis(10)));
    try {
        Receiver<String> forgotten = null;
        Select.one(on(forgotten, v -> v), otherwise(() -> "not reached"));
    } catch (NullPointerException e) {
        IO.println("a null channel is refused");
    }
}
