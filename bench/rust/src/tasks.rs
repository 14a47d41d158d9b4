//! flume and tokio's mpsc, whose processes are tokio's tasks.

use crate::figures::{percentiles, Settings};
use crate::tasks_more::*;
use crate::traffic::*;
use crate::Row;
use std::future::Future;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

pub trait Tx: Clone + Send + Sync + 'static {
    fn send(&self, value: u64) -> impl Future<Output = ()> + Send;
    fn try_send(&self, value: u64) -> bool;
}

pub trait Rx: Send + 'static {
    fn receive(&mut self) -> impl Future<Output = u64> + Send;
    fn try_receive(&mut self) -> Option<u64>;
    /// Waits for the first value, and takes what is there, at most `max` values.
    fn receive_many(&mut self, into: &mut Vec<u64>, max: usize) -> impl Future<Output = ()> + Send;
}

/// A library.
pub trait Channels: 'static {
    type Tx: Tx;
    type Rx: Rx;
    /// The least capacity that it has; stands for capacity 0 in pingpong, and in scenarios measured at no other.
    const LEAST: usize;
    /// Whether a send that is not chosen is sure not to have been sent.
    const SENDS_IN_SELECT: bool;
    fn pipe(capacity: usize) -> (Self::Tx, Self::Rx);
    /// Another receiver of the same channel, for libraries that have such a thing.
    fn share(receiver: &Self::Rx) -> Option<Self::Rx>;
}

pub struct Flume;

impl Channels for Flume {
    type Tx = flume::Sender<u64>;
    type Rx = flume::Receiver<u64>;
    const LEAST: usize = 0;
    const SENDS_IN_SELECT: bool = false;

    fn pipe(capacity: usize) -> (Self::Tx, Self::Rx) {
        flume::bounded(capacity)
    }

    fn share(receiver: &Self::Rx) -> Option<Self::Rx> {
        Some(receiver.clone())
    }
}

impl Tx for flume::Sender<u64> {
    async fn send(&self, value: u64) {
        self.send_async(value).await.unwrap();
    }

    fn try_send(&self, value: u64) -> bool {
        flume::Sender::try_send(self, value).is_ok()
    }
}

impl Rx for flume::Receiver<u64> {
    async fn receive(&mut self) -> u64 {
        self.recv_async().await.unwrap()
    }

    fn try_receive(&mut self) -> Option<u64> {
        self.try_recv().ok()
    }

    async fn receive_many(&mut self, into: &mut Vec<u64>, max: usize) {
        into.push(self.recv_async().await.unwrap());
        into.extend(self.try_iter().take(max - 1));
    }
}

pub struct Tokio;

impl Channels for Tokio {
    type Tx = tokio::sync::mpsc::Sender<u64>;
    type Rx = tokio::sync::mpsc::Receiver<u64>;
    const LEAST: usize = 1;
    const SENDS_IN_SELECT: bool = true;

    fn pipe(capacity: usize) -> (Self::Tx, Self::Rx) {
        tokio::sync::mpsc::channel(capacity)
    }

    fn share(_: &Self::Rx) -> Option<Self::Rx> {
        None
    }
}

impl Tx for tokio::sync::mpsc::Sender<u64> {
    async fn send(&self, value: u64) {
        tokio::sync::mpsc::Sender::send(self, value).await.unwrap();
    }

    fn try_send(&self, value: u64) -> bool {
        tokio::sync::mpsc::Sender::try_send(self, value).is_ok()
    }
}

impl Rx for tokio::sync::mpsc::Receiver<u64> {
    async fn receive(&mut self) -> u64 {
        self.recv().await.unwrap()
    }

    fn try_receive(&mut self) -> Option<u64> {
        self.try_recv().ok()
    }

    async fn receive_many(&mut self, into: &mut Vec<u64>, max: usize) {
        self.recv_many(into, max).await;
    }
}

/// Without capacity 0 where the library has none, except in pingpong, and in scenarios measured at no other.
pub fn rows<C: Channels>() -> Vec<Row> {
    let from_zero = |zero: &'static [usize], above: &'static [usize]| if C::LEAST == 0 { zero } else { above };
    let mut rows: Vec<Row> = vec![
        ("pair", from_zero(&[0, 1, 16, 100, 1024], &[1, 16, 100, 1024]), |c, s| unit(s, || pairs::<C>(c, 1, 100_000))),
        ("pingpong", &[0, 16, 100], |c, s| unit(s, || pingpong::<C>(c.max(C::LEAST)))),
        ("relay", &[0], |c, s| unit(s, || relay::<C>(c.max(C::LEAST), 1_000, 100))),
        ("relay10k", &[0], |c, s| unit(s, || relay::<C>(c.max(C::LEAST), 10_000, 20))),
        ("stream", from_zero(&[0, 16, 100], &[16, 100]), |c, s| unit(s, || stream::<C>(c, 1_000, 1_000))),
        ("stream10k", from_zero(&[0, 16, 100], &[16, 100]), |c, s| unit(s, || stream::<C>(c, 10_000, 200))),
        ("pairs", from_zero(&[0, 16, 100], &[16, 100]), |c, s| {
            unit(s, || pairs::<C>(c, 10_000, if c == 0 { 100 } else { 1_000 }))
        }),
        ("pairs64", from_zero(&[0, 16, 100], &[16, 100]), |c, s| unit(s, || pairs::<C>(c, 64, 10_000))),
        ("select2", from_zero(&[0, 16, 100], &[16, 100]), |c, s| unit(s, || select2::<C>(c))),
        ("select8", from_zero(&[0, 16, 100], &[16, 100]), |c, s| unit(s, || select8::<C>(c))),
        ("batch", &[16, 100, 1024], |c, s| unit(s, || batch::<C>(c))),
        ("try", &[16], |c, s| unit(s, || try_both::<C>(c))),
        ("timeoutready", &[16], |c, s| unit(s, || timeout_ready::<C>(c))),
        ("timeoutparked", &[0], |c, s| unit(s, || timeout_parked::<C>(c.max(C::LEAST)))),
        ("startjoin", &[0], |_, s| unit(s, start_join)),
        ("sieve", from_zero(&[0, 16], &[16]), |c, s| unit(s, || sieve::<C>(c))),
        ("parked100k", &[0], |c, _| parked::<C>(c.max(C::LEAST), 100_000)),
        ("parked1m", &[0], |c, _| parked::<C>(c.max(C::LEAST), 1_000_000)),
        ("latency1", &[0], |c, s| latency::<C>(s, c, 1)),
        ("latency100", &[0], |c, s| latency::<C>(s, c, 100)),
        ("latency10000", &[0], |c, s| latency::<C>(s, c, 10_000)),
    ];
    if C::SENDS_IN_SELECT {
        let row: Row = ("selectsendreceive", &[16, 100], |c, s| unit(s, || select_send_receive::<C>(c)));
        rows.push(row);
    }
    if C::share(&C::pipe(1).1).is_some() {
        let shared: [Row; 5] = [
            ("mxm", &[0, 16, 64, 100], |c, s| unit(s, || mxm::<C>(c, 4, 25_000))),
            ("mxm16", &[0, 16, 100], |c, s| unit(s, || mxm::<C>(c, 16, 6_250))),
            ("fan4", &[0, 16, 100], |c, s| unit(s, || fan::<C>(c, 4, 51_200))),
            ("fan64", &[0, 16, 100], |c, s| unit(s, || fan::<C>(c, 64, 51_200))),
            ("fan1000", &[0, 16, 100], |c, s| unit(s, || fan::<C>(c, 1_000, 50_000))),
        ];
        rows.extend(shared);
    }
    rows
}

/// The unit that is being measured: its tasks are started when all bodies are there.
pub struct Unit {
    pub bodies: Vec<std::pin::Pin<Box<dyn Future<Output = u64> + Send>>>,
    /// The sum of what the tasks answer; checked.
    pub sum: u64,
    pub operations: usize,
}

impl Unit {
    pub fn of(operations: usize) -> Unit {
        Unit { bodies: Vec::new(), sum: 0, operations }
    }

    /// Adds a task that answers nothing.
    pub fn go(&mut self, body: impl Future<Output = ()> + Send + 'static) {
        self.bodies.push(Box::pin(async {
            body.await;
            0
        }));
    }

    pub fn sum_up(&mut self, body: impl Future<Output = u64> + Send + 'static, sum: u64) {
        self.bodies.push(Box::pin(body));
        self.sum += sum;
    }
}

pub fn runtime() -> Runtime {
    Builder::new_multi_thread().enable_time().build().expect("a runtime")
}

fn unit(settings: &Settings, prepare: impl Fn() -> Unit) {
    let runtime = runtime();
    crate::figures::times(settings, || {
        let unit = prepare();
        let start = Instant::now();
        // from a task, so that tasks are started as in a program of tasks
        let done = runtime.spawn(async move {
            let running: Vec<JoinHandle<u64>> = unit.bodies.into_iter().map(tokio::spawn).collect();
            let mut sum = 0;
            for task in running {
                sum += task.await.unwrap();
            }
            assert_eq!(sum, unit.sum);
            unit.operations
        });
        let operations = runtime.block_on(done).unwrap();
        (start.elapsed(), operations)
    });
}

fn latency<C: Channels>(settings: &Settings, capacity: usize, pairs: usize) {
    let runtime = runtime();
    percentiles(settings, || {
        let done = runtime.spawn(round_trips::<C>(capacity.max(C::LEAST), pairs));
        runtime.block_on(done).unwrap()
    });
}

// ---- what tasks do

pub async fn send(to: impl Tx, count: usize) {
    for i in 0..count {
        to.send(value(i)).await;
    }
}

pub async fn receive_in_order(mut from: impl Rx, count: usize) {
    for i in 0..count {
        check(from.receive().await, i);
    }
}

pub async fn receive_sum(mut from: impl Rx, count: usize) -> u64 {
    let mut sum = 0;
    for _ in 0..count {
        sum += from.receive().await;
    }
    sum
}

pub async fn forward(mut from: impl Rx, to: impl Tx, count: usize) {
    for _ in 0..count {
        to.send(from.receive().await).await;
    }
}

pub async fn send_and_await(to: impl Tx, mut back: impl Rx, count: usize) {
    for i in 0..count {
        to.send(value(i)).await;
        check(back.receive().await, i);
    }
}
