// One cell of the benchmark in Go: one scenario at one capacity. See bench/scenarios.md.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// The exit code of the process if a value was wrong.
const failed = 4

func main() {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "list":
		for _, s := range scenarios {
			for _, capacity := range s.capacities {
				fmt.Printf("go\t%s\t%d\n", s.name, capacity)
			}
		}
	case len(os.Args) == 2 && os.Args[1] == "version":
		fmt.Println("go: " + strings.TrimPrefix(runtime.Version(), "go"))
	case len(os.Args) == 8 && os.Args[1] == "cell" && os.Args[2] == "go":
		cell(os.Args[3], integer(os.Args[4]), seconds(os.Args[5]), integer(os.Args[6]), seconds(os.Args[7]))
	default:
		fmt.Fprintln(os.Stderr, "usage: bench list | bench version | bench cell go SCENARIO CAPACITY WARMUP ROUNDS SECONDS")
		os.Exit(2)
	}
}

func cell(name string, capacity int, warmup time.Duration, rounds int, length time.Duration) {
	for _, s := range scenarios {
		if s.name == name {
			s.measure(capacity, warmup, rounds, length)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "no scenario is called "+name)
	os.Exit(2)
}

// A unit of work: it starts its processes, and returns when they have ended. Answers how many operations that were.
type unit func() int

// measureTime prints the nanoseconds of an operation.
func measureTime(prepare func(capacity int) unit) func(int, time.Duration, int, time.Duration) {
	return func(capacity int, warmup time.Duration, rounds int, length time.Duration) {
		emit("cold", timeOf(prepare, capacity, warmup))
		for range rounds {
			emit("round", timeOf(prepare, capacity, length))
		}
	}
}

// timeOf runs units, at least one, until this much time has passed in them.
func timeOf(prepare func(capacity int) unit, capacity int, length time.Duration) float64 {
	var spent time.Duration
	operations := 0
	for {
		run := prepare(capacity)
		start := time.Now()
		operations += run()
		spent += time.Since(start)
		if spent >= length {
			return float64(spent.Nanoseconds()) / float64(operations)
		}
	}
}

func emit(what string, figure float64) {
	fmt.Printf("%s\t%.3f\n", what, figure)
}

func integer(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		fail(err.Error())
	}
	return n
}

func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		fail(err.Error())
	}
	return time.Duration(f * float64(time.Second))
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(failed)
}
