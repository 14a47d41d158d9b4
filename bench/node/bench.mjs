// One cell of the benchmark with async generators: one scenario, capacity 0. See bench/scenarios.md.

const value = (i) => i & 1023;

const check = (got, i) => {
  if (got !== value(i)) throw new Error(`value ${i} came as ${got}`);
};

async function* numbers(count) {
  for (let i = 0; i < count; i++) yield value(i);
}

async function* passOn(from) {
  for await (const got of from) yield got;
}

const drain = async (from) => {
  let i = 0;
  for await (const got of from) check(got, i++);
};

const pair = async () => {
  const count = 100_000;
  await drain(numbers(count));
  return count;
};

/** Asks with next(value), and gets it back. */
const pingpong = async () => {
  async function* echo() {
    let got = yield;
    while (true) got = yield got;
  }
  const count = 50_000;
  const back = echo();
  await back.next();
  for (let i = 0; i < count; i++) check((await back.next(value(i))).value, i);
  return count;
};

const chain = (size, count) => {
  let last = numbers(count);
  for (let i = 1; i < size; i++) last = passOn(last);
  return last;
};

const stream = (size, count) => async () => {
  await drain(chain(size, count));
  return size * count;
};

const pairs = async () => {
  const [many, count] = [10_000, 100];
  await Promise.all(Array.from({ length: many }, () => drain(numbers(count))));
  return many * count;
};

const startJoin = async () => {
  const [processes, repeats] = [1_000, 10];
  const runs = new Array(processes).fill(0);
  const body = async (i) => {
    await null; // begins later, as a process does
    runs[i]++;
  };
  for (let i = 0; i < repeats; i++) await Promise.all(runs.map((_, j) => body(j)));
  if (runs.some((n) => n !== repeats)) throw new Error("not all have run");
  return processes * repeats;
};

const sieve = async () => {
  async function* from2() {
    for (let n = 2; n <= 7919; n++) yield n;
  }
  async function* without(prime, from) {
    for await (const n of from) if (n % prime !== 0) yield n;
  }
  let [found, rest] = [0, from2()];
  while (true) {
    const { value: prime, done } = await rest.next();
    if (done) break;
    found++;
    rest = without(prime, rest);
  }
  if (found !== 1000) throw new Error(`found ${found} primes`);
  return 1;
};

const scenarios = {
  pair,
  pingpong,
  stream: stream(1_000, 1_000),
  // not stream10k: a chain of 10,000 generators overflows the stack
  pairs,
  startjoin: startJoin,
  sieve,
};

const time = async (unit, seconds) => {
  let [spent, operations] = [0n, 0];
  do {
    const start = process.hrtime.bigint();
    operations += await unit();
    spent += process.hrtime.bigint() - start;
  } while (Number(spent) < seconds * 1e9);
  return Number(spent) / operations;
};

const cell = async (unit, warmup, rounds, seconds) => {
  console.log(`cold\t${(await time(unit, warmup)).toFixed(3)}`);
  for (let i = 0; i < rounds; i++) console.log(`round\t${(await time(unit, seconds)).toFixed(3)}`);
};

const [command, , scenario, , warmup, rounds, seconds] = process.argv.slice(2);
if (command === "list") {
  for (const name of Object.keys(scenarios)) console.log(`node\t${name}\t0`);
} else if (command === "cell" && scenarios[scenario]) {
  await cell(scenarios[scenario], +warmup, +rounds, +seconds);
} else {
  console.error("usage: bench.mjs list | bench.mjs cell node SCENARIO 0 WARMUP ROUNDS SECONDS");
  process.exit(2);
}
