//! Values are small numbers: what is received is checked against what must have been sent.

pub const LAST_PRIME: u64 = 7_919;
pub const PRIMES: usize = 1_000;
/// Ends the numbers of the sieve.
pub const END: u64 = 0;
/// How many round trips the latency is taken of.
pub const SAMPLES: usize = 200_000;

pub fn value(i: usize) -> u64 {
    (i & 1023) as u64
}

pub fn sum(count: usize) -> u64 {
    (0..count).map(value).sum()
}

pub fn check(got: u64, i: usize) {
    assert_eq!(got, value(i), "value {i}");
}
