//! One cell of the benchmark in Rust: one scenario of one library at one capacity. See bench/scenarios.md.

mod figures;
mod tasks;
mod tasks_more;
mod threads;
mod traffic;

use figures::Settings;
use std::process::exit;

/// A scenario at some capacities, and what measures it.
pub type Row = (&'static str, &'static [usize], fn(usize, &Settings));

fn peers() -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("crossbeam", threads::rows()),
        ("flume", tasks::rows::<tasks::Flume>()),
        ("tokio", tasks::rows::<tasks::Tokio>()),
    ]
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["list"] => list(),
        ["cell", peer, scenario, capacity, warmup, rounds, seconds] => {
            let settings = Settings {
                warmup: warmup.parse().expect("seconds"),
                rounds: rounds.parse().expect("a number"),
                seconds: seconds.parse().expect("seconds"),
            };
            cell(peer, scenario, capacity.parse().expect("a number"), &settings);
        }
        _ => {
            eprintln!("usage: bench list | bench cell PEER SCENARIO CAPACITY WARMUP ROUNDS SECONDS");
            exit(2);
        }
    }
}

fn list() {
    for (peer, rows) in peers() {
        for (scenario, capacities, _) in rows {
            for capacity in capacities {
                println!("{peer}\t{scenario}\t{capacity}");
            }
        }
    }
}

fn cell(peer: &str, scenario: &str, capacity: usize, settings: &Settings) {
    let measure = peers()
        .into_iter()
        .filter(|(name, _)| *name == peer)
        .flat_map(|(_, rows)| rows)
        .find(|(name, _, _)| *name == scenario);
    match measure {
        Some((_, _, measure)) => measure(capacity, settings),
        None => {
            eprintln!("{peer} has no scenario {scenario}");
            exit(2);
        }
    }
}
