package dev.handoff.share;

import java.util.List;
import java.util.function.Consumer;

/** Who has subscribed to what. Changed by the process of the distributor alone; {@link #all} is for anybody. */
interface Roster<M> {
    void add(Subscriber<M> subscriber);

    /** Takes out all those who are gone. */
    void removeGone();

    /** Those to whom {@code value} is to be given, each once. */
    void forEachRecipient(M value, Consumer<Subscriber<M>> action);

    /** All, in the order in which they came; may be iterated over while others come and go. */
    List<Subscriber<M>> all();
}
