package main

import (
	"sync"
	"time"
)

type scenario struct {
	name       string
	capacities []int
	measure    func(capacity int, warmup time.Duration, rounds int, length time.Duration)
}

func timed(name string, prepare func(capacity int) unit, capacities ...int) scenario {
	return scenario{name, capacities, measureTime(prepare)}
}

// In the order and with the names of bench/scenarios.md.
var scenarios = []scenario{
	timed("pair", func(c int) unit { return pairs(c, 1, 100_000) }, 0, 1, 16, 100, 1024),
	timed("pingpong", pingpong, 0, 16, 100),
	timed("relay", func(c int) unit { return relay(c, 1_000, 100) }, 0),
	timed("relay10k", func(c int) unit { return relay(c, 10_000, 20) }, 0),
	timed("stream", func(c int) unit { return stream(c, 1_000, 1_000) }, 0, 16, 100),
	timed("stream10k", func(c int) unit { return stream(c, 10_000, 200) }, 0, 16, 100),
	timed("pairs", func(c int) unit {
		if c == 0 {
			return pairs(c, 10_000, 100)
		}
		return pairs(c, 10_000, 1_000)
	}, 0, 16, 100),
	timed("pairs64", func(c int) unit { return pairs(c, 64, 10_000) }, 0, 16, 100),
	timed("mxm", func(c int) unit { return mxm(c, 4, 25_000) }, 0, 16, 64, 100),
	timed("mxm16", func(c int) unit { return mxm(c, 16, 6_250) }, 0, 16, 100),
	timed("select2", select2, 0, 16, 100),
	timed("select8", select8, 0, 16, 100),
	timed("select64", select64, 0, 16, 100),
	timed("selectsendreceive", selectSendReceive, 0, 16, 100),
	timed("fan4", func(c int) unit { return fan(c, 4, 51_200) }, 0, 16, 100),
	timed("fan64", func(c int) unit { return fan(c, 64, 51_200) }, 0, 16, 100),
	timed("fan1000", func(c int) unit { return fan(c, 1_000, 50_000) }, 0, 16, 100),
	timed("batch", batch, 16, 100, 1024),
	timed("try", try, 16),
	timed("timeoutready", timeoutReady, 16),
	timed("timeoutparked", timeoutParked, 0),
	timed("startjoin", startJoin, 0),
	timed("sieve", sieve, 0, 16),
	{"parked100k", []int{0}, parked(100_000)},
	{"parked1m", []int{0}, parked(1_000_000)},
	{"latency1", []int{0}, latency(1)},
	{"latency100", []int{0}, latency(100)},
	{"latency10000", []int{0}, latency(10_000)},
}

// all starts a goroutine for each of the bodies, and waits for them.
func all(bodies ...func()) {
	var running sync.WaitGroup
	running.Add(len(bodies))
	for _, body := range bodies {
		go func() {
			defer running.Done()
			body()
		}()
	}
	running.Wait()
}

func channels(count, capacity int) []chan int {
	made := make([]chan int, count)
	for i := range made {
		made[i] = make(chan int, capacity)
	}
	return made
}

func pairs(capacity, count, values int) unit {
	pipes := channels(count, capacity)
	return func() int {
		var bodies []func()
		for _, pipe := range pipes {
			bodies = append(bodies, func() { send(pipe, values) }, func() { receiveInOrder(pipe, values) })
		}
		all(bodies...)
		return count * values
	}
}

func pingpong(capacity int) unit {
	const count = 50_000
	ping, pong := make(chan int, capacity), make(chan int, capacity)
	return func() int {
		all(func() { forward(ping, pong, count) }, func() { sendAndAwait(ping, pong, count) })
		return count
	}
}

func forwarders(chain []chan int, count int) []func() {
	var bodies []func()
	for i := 1; i < len(chain); i++ {
		from, to := chain[i-1], chain[i]
		bodies = append(bodies, func() { forward(from, to, count) })
	}
	return bodies
}

func relay(capacity, size, count int) unit {
	ring := channels(size, capacity)
	return func() int {
		bodies := forwarders(ring, count)
		all(append(bodies, func() { sendAndAwait(ring[0], ring[size-1], count) })...)
		return count * size
	}
}

func stream(capacity, size, count int) unit {
	chain := channels(size, capacity)
	return func() int {
		bodies := append([]func(){func() { send(chain[0], count) }}, forwarders(chain, count)...)
		all(append(bodies, func() { receiveInOrder(chain[size-1], count) })...)
		return count * size
	}
}

func mxm(capacity, parties, count int) unit {
	pipe := make(chan int, capacity)
	return func() int {
		sums := make([]int, parties)
		var bodies []func()
		for i := range parties {
			bodies = append(bodies, func() { send(pipe, count) }, func() { sums[i] = receiveSum(pipe, count) })
		}
		all(bodies...)
		got := 0
		for _, s := range sums {
			got += s
		}
		checkSum(got, parties*sum(count))
		return parties * count
	}
}

func fan(capacity, workers, count int) unit {
	jobs, results := make(chan int, capacity), make(chan int, capacity)
	return func() int {
		got := 0
		bodies := []func(){func() { send(jobs, count) }}
		for range workers {
			bodies = append(bodies, func() { forward(jobs, results, count/workers) })
		}
		all(append(bodies, func() { got = receiveSum(results, count) })...)
		checkSum(got, sum(count))
		return count
	}
}

func batch(capacity int) unit {
	const count = 100_000
	pipe := make(chan int, capacity)
	return func() int {
		all(func() { send(pipe, count) }, func() {
			for done := 0; done < count; {
				done += receiveBatch(pipe, done, capacity)
			}
		})
		return count
	}
}

// receiveBatch receives the values that are there, at least one and at most `most`, and checks each; answers how many.
func receiveBatch(pipe <-chan int, next, most int) int {
	check(<-pipe, next)
	for i := 1; i < most; i++ {
		select {
		case got := <-pipe:
			check(got, next+i)
		default:
			return i
		}
	}
	return most
}

func try(capacity int) unit {
	const count = 500_000
	pipe := make(chan int, capacity)
	return func() int {
		for i := range count {
			select {
			case pipe <- value(i):
			default:
				fail("no room")
			}
			select {
			case got := <-pipe:
				check(got, i)
			default:
				fail("nothing there")
			}
		}
		return count
	}
}

// receiveWithin has a timer that is made once: since Go 1.23 it may be set again without being stopped and emptied.
func receiveWithin(pipe chan int, timer *time.Timer, limit time.Duration) int {
	timer.Reset(limit)
	select {
	case got := <-pipe:
		return got
	case <-timer.C:
		fail("too late")
		return 0
	}
}

func timeoutReady(capacity int) unit {
	const count = 100_000
	pipe := make(chan int, capacity)
	return func() int {
		timer := time.NewTimer(time.Second)
		defer timer.Stop()
		for i := range count {
			pipe <- value(i)
			check(receiveWithin(pipe, timer, time.Second), i)
		}
		return count
	}
}

func timeoutParked(capacity int) unit {
	const count = 25_000
	ping, pong := make(chan int, capacity), make(chan int, capacity)
	return func() int {
		all(func() { forward(ping, pong, count) }, func() {
			timer := time.NewTimer(time.Second)
			defer timer.Stop()
			for i := range count {
				ping <- value(i)
				check(receiveWithin(pong, timer, time.Second), i)
			}
		})
		return count
	}
}

func startJoin(int) unit {
	const processes, repeats = 1_000, 10
	runs := make([]int, processes)
	return func() int {
		for range repeats {
			var running sync.WaitGroup
			running.Add(processes)
			for i := range processes {
				go func() {
					runs[i]++
					running.Done()
				}()
			}
			running.Wait()
		}
		ran := 0
		for _, n := range runs {
			ran += n
		}
		checkSum(ran, processes*repeats)
		return processes * repeats
	}
}
