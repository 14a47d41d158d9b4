package main

const selected = 100_000

// selecting runs senders and one receiver that chooses; the choice is the caller's.
func selecting(capacity, senders int, chooser func(pipes []chan int) func() int) unit {
	pipes := channels(senders, capacity)
	choose := chooser(pipes)
	count := selected / senders
	return func() int {
		got := 0
		var bodies []func()
		for _, pipe := range pipes {
			bodies = append(bodies, func() { send(pipe, count) })
		}
		all(append(bodies, func() {
			for range senders * count {
				got += choose()
			}
		})...)
		checkSum(got, senders*sum(count))
		return senders * count
	}
}

func select2(capacity int) unit {
	return selecting(capacity, 2, func(p []chan int) func() int {
		return func() int {
			select {
			case got := <-p[0]:
				return got
			case got := <-p[1]:
				return got
			}
		}
	})
}

func select8(capacity int) unit {
	return selecting(capacity, 8, func(p []chan int) func() int {
		return func() int {
			select {
			case got := <-p[0]:
				return got
			case got := <-p[1]:
				return got
			case got := <-p[2]:
				return got
			case got := <-p[3]:
				return got
			case got := <-p[4]:
				return got
			case got := <-p[5]:
				return got
			case got := <-p[6]:
				return got
			case got := <-p[7]:
				return got
			}
		}
	})
}

func selectSendReceive(capacity int) unit {
	const count = 50_000
	in, out := make(chan int, capacity), make(chan int, capacity)
	return func() int {
		all(func() { send(in, count) }, func() { receiveInOrder(out, count) }, func() {
			sent, received := 0, 0
			for sent < count && received < count {
				select {
				case out <- value(sent):
					sent++
				case got := <-in:
					check(got, received)
					received++
				}
			}
			for ; sent < count; sent++ {
				out <- value(sent)
			}
			for ; received < count; received++ {
				check(<-in, received)
			}
		})
		return 2 * count
	}
}
