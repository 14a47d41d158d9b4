package main

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	primes  = 1_000
	lastOne = 7_919
	theEnd  = -1
	sampled = 200_000
)

// sieve is McIlroy's: a filter for each prime; the numbers end with a mark, which every filter passes on.
func sieve(capacity int) unit {
	return func() int {
		var running sync.WaitGroup
		found := 0
		var filter func(in chan int)
		filter = func(in chan int) {
			defer running.Done()
			prime := <-in
			if prime == theEnd {
				return
			}
			found++ // each filter starts the next one after this
			out := make(chan int, capacity)
			running.Add(1)
			go filter(out)
			for n := range in {
				if n == theEnd || n%prime != 0 {
					out <- n
				}
				if n == theEnd {
					return
				}
			}
		}
		first := make(chan int, capacity)
		running.Add(1)
		go filter(first)
		for n := 2; n <= lastOne; n++ {
			first <- n
		}
		first <- theEnd
		running.Wait()
		checkSum(found, primes)
		return 1
	}
}

// parked prints how many bytes, of the heap and of stacks, a goroutine takes that waits on a channel of its own.
func parked(count int) func(int, time.Duration, int, time.Duration) {
	return func(capacity int, _ time.Duration, _ int, _ time.Duration) {
		before := used()
		pipes := make([]chan int, count)
		var ready, done sync.WaitGroup
		ready.Add(count)
		done.Add(count)
		for i := range pipes {
			pipes[i] = make(chan int, capacity)
			go func() {
				ready.Done()
				<-pipes[i]
				done.Done()
			}()
		}
		ready.Wait()
		bytes := float64(used()-before) / float64(count)
		emit("cold", bytes)
		emit("round", bytes)
		for _, pipe := range pipes {
			pipe <- 1
		}
		done.Wait()
	}
}

func used() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}

// latency prints percentiles of the time of a round trip, with this many pairs at once.
func latency(pairs int) func(int, time.Duration, int, time.Duration) {
	return func(capacity int, warmup time.Duration, rounds int, _ time.Duration) {
		for start := time.Now(); time.Since(start) < warmup; {
			roundTrips(capacity, pairs)
		}
		for range rounds {
			samples := roundTrips(capacity, pairs)
			slices.Sort(samples)
			for _, p := range []struct {
				name  string
				share float64
			}{{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}} {
				emit(p.name, float64(samples[int(float64(len(samples)-1)*p.share)]))
			}
		}
	}
}

func roundTrips(capacity, pairs int) []int64 {
	each := sampled / pairs
	samples := make([]int64, pairs*each)
	begin := time.Now() // the time since then takes only one look at a clock
	var bodies []func()
	for p := range pairs {
		ping, pong := make(chan int, capacity), make(chan int, capacity)
		mine := samples[p*each : (p+1)*each]
		bodies = append(bodies, func() { forward(ping, pong, each) }, func() {
			for i := range each {
				start := time.Since(begin)
				ping <- value(i)
				check(<-pong, i)
				mine[i] = (time.Since(begin) - start).Nanoseconds()
			}
		})
	}
	all(bodies...)
	return samples
}
