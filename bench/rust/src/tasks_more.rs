//! The scenarios on tasks.

use crate::figures::{bytes, resident};
use crate::tasks::*;
use crate::traffic::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const SECOND: Duration = Duration::from_secs(1);

pub fn pairs<C: Channels>(capacity: usize, count: usize, values: usize) -> Unit {
    let mut unit = Unit::of(count * values);
    for _ in 0..count {
        let (tx, rx) = C::pipe(capacity);
        unit.go(send(tx, values));
        unit.go(receive_in_order(rx, values));
    }
    unit
}

pub fn pingpong<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 50_000;
    let ((ping, ping_out), (pong, pong_out)) = (C::pipe(capacity), C::pipe(capacity));
    let mut unit = Unit::of(COUNT);
    unit.go(forward(ping_out, pong, COUNT));
    unit.go(send_and_await(ping, pong_out, COUNT));
    unit
}

pub fn relay<C: Channels>(capacity: usize, size: usize, count: usize) -> Unit {
    let mut unit = Unit::of(size * count);
    let (first, mut last) = C::pipe(capacity);
    for _ in 1..size {
        let (to, from) = C::pipe(capacity);
        unit.go(forward(last, to, count));
        last = from;
    }
    unit.go(send_and_await(first, last, count));
    unit
}

pub fn stream<C: Channels>(capacity: usize, size: usize, count: usize) -> Unit {
    let mut unit = Unit::of(size * count);
    let (first, mut last) = C::pipe(capacity);
    unit.go(send(first, count));
    for _ in 1..size {
        let (to, from) = C::pipe(capacity);
        unit.go(forward(last, to, count));
        last = from;
    }
    unit.go(receive_in_order(last, count));
    unit
}

pub fn mxm<C: Channels>(capacity: usize, parties: usize, count: usize) -> Unit {
    let (tx, rx) = C::pipe(capacity);
    let mut unit = Unit::of(parties * count);
    for _ in 0..parties {
        unit.go(send(tx.clone(), count));
        unit.sum_up(receive_sum(C::share(&rx).unwrap(), count), sum(count));
    }
    unit
}

pub fn fan<C: Channels>(capacity: usize, workers: usize, count: usize) -> Unit {
    let ((jobs, jobs_out), (results, results_out)) = (C::pipe(capacity), C::pipe(capacity));
    let mut unit = Unit::of(count);
    unit.go(send(jobs, count));
    for _ in 0..workers {
        unit.go(forward(C::share(&jobs_out).unwrap(), results.clone(), count / workers));
    }
    unit.sum_up(receive_sum(results_out, count), sum(count));
    unit
}

/// tokio's select! needs its branches in the text.
macro_rules! selecting {
    ($capacity:expr, $senders:expr, $($rx:ident),+) => {{
        let count = 100_000 / $senders;
        let mut unit = Unit::of($senders * count);
        let mut open = Vec::new(); // a channel that has ended would be ready for ever
        $(
            let (tx, mut $rx) = C::pipe($capacity);
            open.push(tx.clone());
            unit.go(send(tx, count));
        )+
        let choose = async move {
            let _open = open;
            let mut sum = 0;
            for _ in 0..$senders * count {
                sum += tokio::select! { $( got = $rx.receive() => got, )+ };
            }
            sum
        };
        unit.sum_up(choose, $senders as u64 * sum(count));
        unit
    }};
}

pub fn select2<C: Channels>(capacity: usize) -> Unit {
    selecting!(capacity, 2, a, b)
}

pub fn select8<C: Channels>(capacity: usize) -> Unit {
    selecting!(capacity, 8, a, b, c, d, e, f, g, h)
}

pub fn select_send_receive<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 50_000;
    let ((into, mut into_out), (out, out_out)) = (C::pipe(capacity), C::pipe(capacity));
    let mut unit = Unit::of(2 * COUNT);
    unit.go(send(into, COUNT));
    unit.go(receive_in_order(out_out, COUNT));
    unit.go(async move {
        let (mut sent, mut received) = (0, 0);
        while sent < COUNT && received < COUNT {
            tokio::select! {
                () = out.send(value(sent)) => sent += 1,
                got = into_out.receive() => { check(got, received); received += 1; }
            }
        }
        for i in sent..COUNT {
            out.send(value(i)).await;
        }
        for i in received..COUNT {
            check(into_out.receive().await, i);
        }
    });
    unit
}

pub fn batch<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 100_000;
    let (tx, mut rx) = C::pipe(capacity);
    let mut unit = Unit::of(COUNT);
    unit.go(send(tx, COUNT));
    unit.go(async move {
        let mut got = Vec::with_capacity(capacity);
        let mut done = 0;
        while done < COUNT {
            got.clear();
            rx.receive_many(&mut got, capacity).await;
            for value in &got {
                check(*value, done);
                done += 1;
            }
        }
    });
    unit
}

pub fn try_both<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 500_000;
    let (tx, mut rx) = C::pipe(capacity);
    let mut unit = Unit::of(COUNT);
    unit.go(async move {
        for i in 0..COUNT {
            assert!(tx.try_send(value(i)));
            check(rx.try_receive().unwrap(), i);
        }
    });
    unit
}

pub fn timeout_ready<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 100_000;
    let (tx, mut rx) = C::pipe(capacity);
    let mut unit = Unit::of(COUNT);
    unit.go(async move {
        for i in 0..COUNT {
            tx.send(value(i)).await;
            check(timeout(SECOND, rx.receive()).await.unwrap(), i);
        }
    });
    unit
}

pub fn timeout_parked<C: Channels>(capacity: usize) -> Unit {
    const COUNT: usize = 25_000;
    let ((ping, ping_out), (pong, mut pong_out)) = (C::pipe(capacity), C::pipe(capacity));
    let mut unit = Unit::of(COUNT);
    unit.go(forward(ping_out, pong, COUNT));
    unit.go(async move {
        for i in 0..COUNT {
            ping.send(value(i)).await;
            check(timeout(SECOND, pong_out.receive()).await.unwrap(), i);
        }
    });
    unit
}

pub fn start_join() -> Unit {
    const PROCESSES: usize = 1_000;
    const REPEATS: usize = 10;
    let mut unit = Unit::of(PROCESSES * REPEATS);
    unit.go(async {
        let runs: Arc<Vec<AtomicUsize>> = Arc::new((0..PROCESSES).map(|_| AtomicUsize::new(0)).collect());
        for _ in 0..REPEATS {
            let mut running = Vec::with_capacity(PROCESSES);
            for i in 0..PROCESSES {
                let runs = runs.clone();
                running.push(tokio::spawn(async move {
                    runs[i].fetch_add(1, Ordering::Relaxed);
                }));
            }
            for task in running {
                task.await.unwrap();
            }
        }
        assert!(runs.iter().all(|each| each.load(Ordering::Relaxed) == REPEATS));
    });
    unit
}

pub fn sieve<C: Channels>(capacity: usize) -> Unit {
    let (first, rx) = C::pipe(capacity);
    let mut unit = Unit::of(1);
    unit.sum_up(filter::<C>(rx, capacity), PRIMES as u64);
    unit.go(async move {
        for n in 2..=LAST_PRIME {
            first.send(n).await;
        }
        first.send(END).await;
    });
    unit
}

/// Answers how many primes this filter and those after it have found.
fn filter<C: Channels>(mut from: C::Rx, capacity: usize) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        let prime = from.receive().await;
        if prime == END {
            return 0;
        }
        let (to, rx) = C::pipe(capacity);
        let next = tokio::spawn(filter::<C>(rx, capacity));
        loop {
            let n = from.receive().await;
            if n == END || n % prime != 0 {
                to.send(n).await;
            }
            if n == END {
                break;
            }
        }
        1 + next.await.unwrap()
    })
}

pub fn parked<C: Channels>(capacity: usize, count: usize) {
    let runtime = runtime();
    let before = resident();
    let waiting = Arc::new(AtomicUsize::new(0));
    let mut senders = Vec::with_capacity(count);
    for _ in 0..count {
        let (tx, mut rx) = C::pipe(capacity);
        senders.push(tx);
        let waiting = waiting.clone();
        runtime.spawn(async move {
            waiting.fetch_add(1, Ordering::Relaxed);
            rx.receive().await
        });
    }
    while waiting.load(Ordering::Relaxed) < count {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(200)); // the last ones are still on their way to sleep
    bytes(before, count);
    runtime.shutdown_background();
}

pub async fn round_trips<C: Channels>(capacity: usize, pairs: usize) -> Vec<u64> {
    let each = SAMPLES / pairs;
    let mut pingers = Vec::new();
    for _ in 0..pairs {
        let ((ping, ping_out), (pong, mut pong_out)) = (C::pipe(capacity), C::pipe(capacity));
        tokio::spawn(forward(ping_out, pong, each));
        pingers.push(tokio::spawn(async move {
            let mut samples = Vec::with_capacity(each);
            for i in 0..each {
                let start = Instant::now();
                ping.send(value(i)).await;
                check(pong_out.receive().await, i);
                samples.push(start.elapsed().as_nanos() as u64);
            }
            samples
        }));
    }
    let mut all = Vec::with_capacity(SAMPLES);
    for pinger in pingers {
        all.extend(pinger.await.unwrap());
    }
    all
}
