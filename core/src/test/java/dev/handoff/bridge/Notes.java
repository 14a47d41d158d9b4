package dev.handoff.bridge;

import dev.handoff.laws.Until;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;

/** Notes what it gets; does nothing by itself. */
class Notes implements Flow.Subscriber<Integer> {
    final List<Integer> values = Collections.synchronizedList(new ArrayList<>());
    volatile Flow.Subscription subscription;
    volatile Throwable failure;
    volatile boolean complete;

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
    }

    @Override
    public void onNext(Integer value) {
        values.add(value);
    }

    @Override
    public void onError(Throwable t) {
        failure = t;
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    Notes request(long n) {
        Until.eventually("a subscription", () -> subscription != null);
        subscription.request(n);
        return this;
    }

    Notes ended() {
        Until.eventually("an end", () -> complete || failure != null);
        return this;
    }
}
