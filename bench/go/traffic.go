package main

import "fmt"

// Values are small numbers: what is received is checked against what must have been sent.
func value(i int) int {
	return i & 1023
}

func sum(count int) int {
	sum := 0
	for i := range count {
		sum += value(i)
	}
	return sum
}

// check is small enough to be inlined.
func check(got, i int) {
	if got != value(i) {
		wrong(got, i)
	}
}

func wrong(got, i int) {
	fail(fmt.Sprintf("value %d came as %d", i, got))
}

func checkSum(got, expected int) {
	if got != expected {
		fail(fmt.Sprintf("the sum is %d, not %d", got, expected))
	}
}

func send(to chan<- int, count int) {
	for i := range count {
		to <- value(i)
	}
}

func receiveInOrder(from <-chan int, count int) {
	for i := range count {
		check(<-from, i)
	}
}

func receiveSum(from <-chan int, count int) int {
	sum := 0
	for range count {
		sum += <-from
	}
	return sum
}

func forward(from <-chan int, to chan<- int, count int) {
	for range count {
		to <- <-from
	}
}

func sendAndAwait(to chan<- int, back <-chan int, count int) {
	for i := range count {
		to <- value(i)
		check(<-back, i)
	}
}
