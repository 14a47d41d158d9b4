//! Takes figures and prints them, each in a line with a tab.

use std::time::{Duration, Instant};

pub struct Settings {
    pub warmup: f64,
    pub rounds: usize,
    pub seconds: f64,
}

/// Prints the nanoseconds of an operation, in the warm-up and in each round. A unit answers its time and its operations.
pub fn times(settings: &Settings, mut unit: impl FnMut() -> (Duration, usize)) {
    print("cold", time(settings.warmup, &mut unit));
    for _ in 0..settings.rounds {
        print("round", time(settings.seconds, &mut unit));
    }
}

/// Runs units, at least one, until this much time has passed in them.
fn time(seconds: f64, unit: &mut impl FnMut() -> (Duration, usize)) -> f64 {
    let mut spent = Duration::ZERO;
    let mut operations = 0;
    loop {
        let (took, did) = unit();
        spent += took;
        operations += did;
        if spent.as_secs_f64() >= seconds {
            return spent.as_nanos() as f64 / operations as f64;
        }
    }
}

/// Prints percentiles: the nanoseconds that such a share of the samples took at most.
pub fn percentiles(settings: &Settings, mut sample: impl FnMut() -> Vec<u64>) {
    let start = Instant::now();
    loop {
        sample();
        if start.elapsed().as_secs_f64() >= settings.warmup {
            break;
        }
    }
    for _ in 0..settings.rounds {
        let mut samples = sample();
        samples.sort_unstable();
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
            print(name, samples[((samples.len() - 1) as f64 * share) as usize] as f64);
        }
    }
}

/// Prints the bytes of resident memory that a process takes.
pub fn bytes(before: u64, count: usize) {
    let bytes = (resident() - before) as f64 / count as f64;
    print("cold", bytes);
    print("round", bytes);
}

pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).expect("VmRSS");
    let kilobytes: u64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    kilobytes * 1024
}

fn print(what: &str, figure: f64) {
    println!("{what}\t{figure:.3}");
}
