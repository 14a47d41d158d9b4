//! crossbeam-channel, whose processes are threads of the operating system.

use crate::figures::{percentiles, times, Settings};
use crate::traffic::*;
use crate::Row;
use crossbeam_channel::{bounded, select, Receiver, Select, Sender};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread::{scope, Builder, JoinHandle, Scope};
use std::time::{Duration, Instant};

type Pipe = (Sender<u64>, Receiver<u64>);

pub fn rows() -> Vec<Row> {
    vec![
        ("pair", &[0, 1, 16, 100, 1024], |c, s| unit(s, || pairs(c, 1, 100_000))),
        ("pingpong", &[0, 16, 100], |c, s| unit(s, || pingpong(c))),
        ("relay", &[0], |c, s| unit(s, || relay(c, 1_000, 100))),
        ("stream", &[0, 16, 100], |c, s| unit(s, || stream(c, 1_000, 1_000))),
        ("pairs64", &[0, 16, 100], |c, s| unit(s, || pairs(c, 64, 10_000))),
        ("mxm", &[0, 16, 64, 100], |c, s| unit(s, || mxm(c, 4, 25_000))),
        ("mxm16", &[0, 16, 100], |c, s| unit(s, || mxm(c, 16, 6_250))),
        ("select2", &[0, 16, 100], |c, s| unit(s, || selecting(c, 2))),
        ("select8", &[0, 16, 100], |c, s| unit(s, || selecting(c, 8))),
        ("select64", &[0, 16, 100], |c, s| unit(s, || selecting(c, 64))),
        ("selectsendreceive", &[0, 16, 100], |c, s| unit(s, || send_and_receive(c))),
        ("fan4", &[0, 16, 100], |c, s| unit(s, || fan(c, 4, 51_200))),
        ("fan64", &[0, 16, 100], |c, s| unit(s, || fan(c, 64, 51_200))),
        ("fan1000", &[0, 16, 100], |c, s| unit(s, || fan(c, 1_000, 50_000))),
        ("batch", &[16, 100, 1024], |c, s| unit(s, || batch(c))),
        ("try", &[16], |c, s| unit(s, || try_both(c))),
        ("timeoutready", &[16], |c, s| unit(s, || timeout_ready(c))),
        ("timeoutparked", &[0], |c, s| unit(s, || timeout_parked(c))),
        ("startjoin", &[0], |_, s| unit(s, start_join)),
        ("sieve", &[0, 16], |c, s| unit(s, || sieve(c))),
        ("latency1", &[0], |c, s| percentiles(s, || round_trips(c, 1))),
        ("latency100", &[0], |c, s| percentiles(s, || round_trips(c, 100))),
    ]
}

/// What has been prepared, to be run once.
type Prepared = Box<dyn FnOnce() -> usize>;

fn unit(settings: &Settings, prepare: impl Fn() -> Prepared) {
    times(settings, || {
        let run = prepare();
        let start = Instant::now();
        let operations = run();
        (start.elapsed(), operations)
    });
}

/// Threads with little stack, since there may be a thousand.
fn go<'s>(s: &'s Scope<'s, '_>, body: impl FnOnce() + Send + 's) {
    Builder::new().stack_size(64 * 1024).spawn_scoped(s, body).expect("a thread");
}

fn pipes(count: usize, capacity: usize) -> Vec<Pipe> {
    (0..count).map(|_| bounded(capacity)).collect()
}

fn send(to: &Sender<u64>, count: usize) {
    for i in 0..count {
        to.send(value(i)).unwrap();
    }
}

fn receive_in_order(from: &Receiver<u64>, count: usize) {
    for i in 0..count {
        check(from.recv().unwrap(), i);
    }
}

fn receive_sum(from: &Receiver<u64>, count: usize) -> u64 {
    (0..count).map(|_| from.recv().unwrap()).sum()
}

fn forward(from: &Receiver<u64>, to: &Sender<u64>, count: usize) {
    for _ in 0..count {
        to.send(from.recv().unwrap()).unwrap();
    }
}

fn send_and_await(to: &Sender<u64>, back: &Receiver<u64>, count: usize) {
    for i in 0..count {
        to.send(value(i)).unwrap();
        check(back.recv().unwrap(), i);
    }
}

fn pairs(capacity: usize, count: usize, values: usize) -> Prepared {
    let all = pipes(count, capacity);
    Box::new(move || {
        scope(|s| {
            for (tx, rx) in &all {
                go(s, move || send(tx, values));
                go(s, move || receive_in_order(rx, values));
            }
        });
        count * values
    })
}

fn pingpong(capacity: usize) -> Prepared {
    const COUNT: usize = 50_000;
    let (ping, pong): (Pipe, Pipe) = (bounded(capacity), bounded(capacity));
    Box::new(move || {
        scope(|s| {
            go(s, || forward(&ping.1, &pong.0, COUNT));
            go(s, || send_and_await(&ping.0, &pong.1, COUNT));
        });
        COUNT
    })
}

fn relay(capacity: usize, size: usize, count: usize) -> Prepared {
    let ring = pipes(size, capacity);
    Box::new(move || {
        scope(|s| {
            for i in 1..size {
                let (from, to) = (&ring[i - 1].1, &ring[i].0);
                go(s, move || forward(from, to, count));
            }
            go(s, || send_and_await(&ring[0].0, &ring[size - 1].1, count));
        });
        count * size
    })
}

fn stream(capacity: usize, size: usize, count: usize) -> Prepared {
    let chain = pipes(size, capacity);
    Box::new(move || {
        scope(|s| {
            go(s, || send(&chain[0].0, count));
            for i in 1..size {
                let (from, to) = (&chain[i - 1].1, &chain[i].0);
                go(s, move || forward(from, to, count));
            }
            go(s, || receive_in_order(&chain[size - 1].1, count));
        });
        count * size
    })
}

fn mxm(capacity: usize, parties: usize, count: usize) -> Prepared {
    let (tx, rx): Pipe = bounded(capacity);
    Box::new(move || {
        let got: u64 = scope(|s| {
            let mut receivers = Vec::new();
            for _ in 0..parties {
                go(s, || send(&tx, count));
                receivers.push(s.spawn(|| receive_sum(&rx, count)));
            }
            receivers.into_iter().map(|r| r.join().unwrap()).sum()
        });
        assert_eq!(got, parties as u64 * sum(count));
        parties * count
    })
}

fn fan(capacity: usize, workers: usize, count: usize) -> Prepared {
    let (jobs, results): (Pipe, Pipe) = (bounded(capacity), bounded(capacity));
    Box::new(move || {
        let got = scope(|s| {
            go(s, || send(&jobs.0, count));
            for _ in 0..workers {
                go(s, || forward(&jobs.1, &results.0, count / workers));
            }
            s.spawn(|| receive_sum(&results.1, count)).join().unwrap()
        });
        assert_eq!(got, sum(count));
        count
    })
}

fn selecting(capacity: usize, senders: usize) -> Prepared {
    let count = 100_000 / senders;
    let all = pipes(senders, capacity);
    Box::new(move || {
        let got: u64 = scope(|s| {
            for (tx, _) in &all {
                go(s, move || send(tx, count));
            }
            s.spawn(|| {
                let mut select = Select::new();
                for (_, rx) in &all {
                    select.recv(rx);
                }
                let mut sum = 0;
                for _ in 0..senders * count {
                    let ready = select.select();
                    let i = ready.index();
                    sum += ready.recv(&all[i].1).unwrap();
                }
                sum
            })
            .join()
            .unwrap()
        });
        assert_eq!(got, senders as u64 * sum(count));
        senders * count
    })
}

fn send_and_receive(capacity: usize) -> Prepared {
    const COUNT: usize = 50_000;
    let (into, out): (Pipe, Pipe) = (bounded(capacity), bounded(capacity));
    Box::new(move || {
        scope(|s| {
            go(s, || send(&into.0, COUNT));
            go(s, || receive_in_order(&out.1, COUNT));
            go(s, || {
                let (mut sent, mut received) = (0, 0);
                while sent < COUNT && received < COUNT {
                    select! {
                        send(out.0, value(sent)) -> r => { r.unwrap(); sent += 1; }
                        recv(into.1) -> got => { check(got.unwrap(), received); received += 1; }
                    }
                }
                for i in sent..COUNT {
                    out.0.send(value(i)).unwrap();
                }
                for i in received..COUNT {
                    check(into.1.recv().unwrap(), i);
                }
            });
        });
        2 * COUNT
    })
}

fn batch(capacity: usize) -> Prepared {
    const COUNT: usize = 100_000;
    let (tx, rx) = bounded(capacity);
    Box::new(move || {
        scope(|s| {
            go(s, || send(&tx, COUNT));
            go(s, || {
                let mut done = 0;
                while done < COUNT {
                    check(rx.recv().unwrap(), done);
                    done += 1;
                    for got in rx.try_iter().take(capacity - 1) {
                        check(got, done);
                        done += 1;
                    }
                }
            });
        });
        COUNT
    })
}

fn try_both(capacity: usize) -> Prepared {
    const COUNT: usize = 500_000;
    let (tx, rx) = bounded(capacity);
    Box::new(move || {
        for i in 0..COUNT {
            tx.try_send(value(i)).unwrap();
            check(rx.try_recv().unwrap(), i);
        }
        COUNT
    })
}

const SECOND: Duration = Duration::from_secs(1);

fn timeout_ready(capacity: usize) -> Prepared {
    const COUNT: usize = 100_000;
    let (tx, rx) = bounded(capacity);
    Box::new(move || {
        for i in 0..COUNT {
            tx.send(value(i)).unwrap();
            check(rx.recv_timeout(SECOND).unwrap(), i);
        }
        COUNT
    })
}

fn timeout_parked(capacity: usize) -> Prepared {
    const COUNT: usize = 25_000;
    let (ping, pong): (Pipe, Pipe) = (bounded(capacity), bounded(capacity));
    Box::new(move || {
        scope(|s| {
            go(s, || forward(&ping.1, &pong.0, COUNT));
            go(s, || {
                for i in 0..COUNT {
                    ping.0.send(value(i)).unwrap();
                    check(pong.1.recv_timeout(SECOND).unwrap(), i);
                }
            });
        });
        COUNT
    })
}

fn start_join() -> Prepared {
    const PROCESSES: usize = 1_000;
    const REPEATS: usize = 10;
    let runs = AtomicUsize::new(0);
    Box::new(move || {
        for _ in 0..REPEATS {
            scope(|s| {
                for _ in 0..PROCESSES {
                    go(s, || {
                        runs.fetch_add(1, Ordering::Relaxed);
                    });
                }
            });
        }
        assert_eq!(runs.load(Ordering::Relaxed), PROCESSES * REPEATS);
        PROCESSES * REPEATS
    })
}

fn sieve(capacity: usize) -> Prepared {
    Box::new(move || {
        let found = Arc::new(AtomicUsize::new(0));
        let (first, rx) = bounded(capacity);
        let filters = filter(rx, capacity, found.clone());
        for n in 2..=LAST_PRIME {
            first.send(n).unwrap();
        }
        first.send(END).unwrap();
        filters.join().unwrap();
        assert_eq!(found.load(Ordering::Relaxed), PRIMES);
        1
    })
}

fn filter(from: Receiver<u64>, capacity: usize, found: Arc<AtomicUsize>) -> JoinHandle<()> {
    let body = move || {
        let prime = from.recv().unwrap();
        if prime == END {
            return;
        }
        found.fetch_add(1, Ordering::Relaxed);
        let (to, rx) = bounded(capacity);
        let next = filter(rx, capacity, found);
        loop {
            let n = from.recv().unwrap();
            if n == END || n % prime != 0 {
                to.send(n).unwrap();
            }
            if n == END {
                break;
            }
        }
        next.join().unwrap();
    };
    Builder::new().stack_size(64 * 1024).spawn(body).expect("a thread")
}

fn round_trips(capacity: usize, pairs: usize) -> Vec<u64> {
    let each = SAMPLES / pairs;
    scope(|s| {
        let mut pingers = Vec::new();
        for _ in 0..pairs {
            let (ping, ping_out): Pipe = bounded(capacity);
            let (pong, pong_out): Pipe = bounded(capacity);
            go(s, move || forward(&ping_out, &pong, each));
            pingers.push(s.spawn(move || {
                let trip = |i| {
                    let start = Instant::now();
                    ping.send(value(i)).unwrap();
                    check(pong_out.recv().unwrap(), i);
                    start.elapsed().as_nanos() as u64
                };
                (0..each).map(trip).collect::<Vec<u64>>()
            }));
        }
        pingers.into_iter().flat_map(|p| p.join().unwrap()).collect()
    })
}
