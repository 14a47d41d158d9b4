import java.lang.management.ManagementFactory
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.selects.selectUnbiased

private val none = listOf(0)
private val most = listOf(0, 16, 100)

/** With the names of bench/scenarios.md. */
val rows: Map<String, Row> = linkedMapOf(
    "pair" to Row(listOf(0, 1, 16, 100, 1024), times { pairs(it, 1, 100_000) }),
    "pingpong" to Row(most, times(::pingpong)),
    "relay" to Row(none, times { relay(it, 1_000, 100) }),
    "relay10k" to Row(none, times { relay(it, 10_000, 20) }),
    "stream" to Row(most, times { stream(it, 1_000, 1_000) }),
    "stream10k" to Row(most, times { stream(it, 10_000, 200) }),
    "pairs" to Row(most, times { pairs(it, 10_000, if (it == 0) 100 else 1_000) }),
    "pairs64" to Row(most, times { pairs(it, 64, 10_000) }),
    "mxm" to Row(listOf(0, 16, 64, 100), times { mxm(it, 4, 25_000) }),
    "mxm16" to Row(most, times { mxm(it, 16, 6_250) }),
    "select2" to Row(most, times { selecting(it, 2) }),
    "select8" to Row(most, times { selecting(it, 8) }),
    "select64" to Row(most, times { selecting(it, 64) }),
    "selectsendreceive" to Row(most, times(::selectSendReceive)),
    "fan4" to Row(most, times { fan(it, 4, 51_200) }),
    "fan64" to Row(most, times { fan(it, 64, 51_200) }),
    "fan1000" to Row(most, times { fan(it, 1_000, 50_000) }),
    "batch" to Row(listOf(16, 100, 1024), times(::batch)),
    "try" to Row(listOf(16), times(::tryBoth)),
    "timeoutready" to Row(listOf(16), times(::timeoutReady)),
    "timeoutparked" to Row(none, times(::timeoutParked)),
    "startjoin" to Row(none, times { startJoin() }),
    "sieve" to Row(listOf(0, 16), times(::sieve)),
    "parked100k" to Row(none) { capacity, _ -> parked(capacity, 100_000) },
    "parked1m" to Row(none) { capacity, _ -> parked(capacity, 1_000_000) },
    "latency1" to Row(none) { capacity, settings -> latency(capacity, settings, 1) },
    "latency100" to Row(none) { capacity, settings -> latency(capacity, settings, 100) },
    "latency10000" to Row(none) { capacity, settings -> latency(capacity, settings, 10_000) },
)

private fun pipes(count: Int, capacity: Int) = List(count) { Channel<Value>(capacity) }

private fun pairs(capacity: Int, count: Int, values: Int): Work {
    val all = pipes(count, capacity)
    return {
        coroutineScope {
            for (pipe in all) {
                launch { send(pipe, values) }
                launch { receiveInOrder(pipe, values) }
            }
        }
        count * values
    }
}

private fun pingpong(capacity: Int): Work {
    val count = 50_000
    val (ping, pong) = pipes(2, capacity)
    return {
        coroutineScope {
            launch { forward(ping, pong, count) }
            launch { sendAndAwait(ping, pong, count) }
        }
        count
    }
}

private fun relay(capacity: Int, size: Int, count: Int): Work {
    val ring = pipes(size, capacity)
    return {
        coroutineScope {
            for (i in 1 until size) launch { forward(ring[i - 1], ring[i], count) }
            launch { sendAndAwait(ring.first(), ring.last(), count) }
        }
        size * count
    }
}

private fun stream(capacity: Int, size: Int, count: Int): Work {
    val chain = pipes(size, capacity)
    return {
        coroutineScope {
            launch { send(chain.first(), count) }
            for (i in 1 until size) launch { forward(chain[i - 1], chain[i], count) }
            launch { receiveInOrder(chain.last(), count) }
        }
        size * count
    }
}

private fun mxm(capacity: Int, parties: Int, count: Int): Work {
    val pipe = Channel<Value>(capacity)
    return {
        val got = coroutineScope {
            repeat(parties) { launch { send(pipe, count) } }
            List(parties) { async { receiveSum(pipe, count) } }.awaitAll().sum()
        }
        check(got == parties * sum(count))
        parties * count
    }
}

private fun fan(capacity: Int, workers: Int, count: Int): Work {
    val (jobs, results) = pipes(2, capacity)
    return {
        val got = coroutineScope {
            launch { send(jobs, count) }
            repeat(workers) { launch { forward(jobs, results, count / workers) } }
            async { receiveSum(results, count) }.await()
        }
        check(got == sum(count))
        count
    }
}

private fun selecting(capacity: Int, senders: Int): Work {
    val all = pipes(senders, capacity)
    val count = 100_000 / senders
    return {
        val got = coroutineScope {
            for (pipe in all) launch { send(pipe, count) }
            async {
                var sum = 0L
                repeat(senders * count) {
                    sum += selectUnbiased<Value> { for (pipe in all) pipe.onReceive { it } }.number
                }
                sum
            }.await()
        }
        check(got == senders * sum(count))
        senders * count
    }
}

private fun selectSendReceive(capacity: Int): Work {
    val count = 50_000
    val (into, out) = pipes(2, capacity)
    return {
        coroutineScope {
            launch { send(into, count) }
            launch { receiveInOrder(out, count) }
            launch {
                var sent = 0
                var received = 0
                while (sent < count && received < count) {
                    selectUnbiased<Unit> {
                        out.onSend(value(sent)) { sent++ }
                        into.onReceive { check(it, received++) }
                    }
                }
                while (sent < count) out.send(value(sent++))
                while (received < count) check(into.receive(), received++)
            }
        }
        2 * count
    }
}

private fun batch(capacity: Int): Work {
    val count = 100_000
    val pipe = Channel<Value>(capacity)
    return {
        coroutineScope {
            launch { send(pipe, count) }
            launch {
                var done = 0
                while (done < count) done += receiveBatch(pipe, done, capacity)
            }
        }
        count
    }
}

private fun tryBoth(capacity: Int): Work {
    val count = 500_000
    val pipe = Channel<Value>(capacity)
    return {
        for (from in 0 until count step BLOCK) tryBlock(pipe, from)
        count
    }
}

/** Operations of one call: so the JIT meets a method that is called often, as in the other peers on a JVM. */
private const val BLOCK = 500

private fun tryBlock(pipe: Channel<Value>, from: Int) {
    for (i in from until from + BLOCK) {
        check(pipe.trySend(value(i)).isSuccess)
        check(pipe.tryReceive().getOrThrow(), i)
    }
}

private fun timeoutReady(capacity: Int): Work {
    val count = 100_000
    val pipe = Channel<Value>(capacity)
    return {
        for (from in 0 until count step BLOCK) timeoutBlock(pipe, from)
        count
    }
}

private suspend fun timeoutBlock(pipe: Channel<Value>, from: Int) {
    for (i in from until from + BLOCK) {
        pipe.send(value(i))
        check(receiveWithin(pipe, 1_000), i)
    }
}

/** Kotlin looks for a value first, and makes a timer only if there is none. */
@OptIn(ExperimentalCoroutinesApi::class)
private suspend fun receiveWithin(pipe: Channel<Value>, millis: Long): Value =
    select {
        pipe.onReceive { it }
        onTimeout(millis) { error("too late") }
    }

private fun timeoutParked(capacity: Int): Work {
    val count = 25_000
    val (ping, pong) = pipes(2, capacity)
    return {
        coroutineScope {
            launch { forward(ping, pong, count) }
            launch {
                for (i in 0 until count) {
                    ping.send(value(i))
                    check(receiveWithin(pong, 1_000), i)
                }
            }
        }
        count
    }
}

private fun startJoin(): Work {
    val processes = 1_000
    val repeats = 10
    val runs = IntArray(processes)
    return {
        repeat(repeats) { coroutineScope { for (i in 0 until processes) launch { runs[i]++ } } }
        check(runs.sum() == processes * repeats)
        processes * repeats
    }
}

private val NUMBERS = Array(7_920) { Value(it) }

/** McIlroy's sieve; 0 ends the numbers. */
private fun sieve(capacity: Int): Work = {
    val found = coroutineScope {
        val first = Channel<Value>(capacity)
        launch {
            for (n in 2..7_919) first.send(NUMBERS[n])
            first.send(NUMBERS[0])
        }
        filter(first, capacity)
    }
    check(found == 1_000)
    1
}

/** A filter for each prime; answers how many it and those after it have found. */
private suspend fun filter(from: Channel<Value>, capacity: Int): Int = coroutineScope {
    var found = 0
    var next = from
    // a loop, since filters that start each other would be nested as deep as there are primes
    while (true) {
        val prime = next.receive().number
        if (prime == 0) break
        found++
        val input = next
        val out = Channel<Value>(capacity)
        launch {
            while (true) {
                val value = input.receive()
                val n = value.number
                if (n == 0 || n % prime != 0) out.send(value)
                if (n == 0) break
            }
        }
        next = out
    }
    found
}

private const val WARM_UP = 20_000

/** First, some coroutines park and are released, as in the other peers on a JVM. */
private fun parked(capacity: Int, count: Int) {
    val warm = arrayOfNulls<Channel<Value>>(WARM_UP)
    val ended = CountDownLatch(WARM_UP)
    emit("cold", park(capacity, warm, ended))
    runBlocking { for (pipe in warm) pipe?.send(value(0)) }
    ended.await()
    emit("round", park(capacity, arrayOfNulls(count), CountDownLatch(count)))
}

/** Answers how many bytes a coroutine takes. */
@OptIn(DelicateCoroutinesApi::class)
private fun park(capacity: Int, all: Array<Channel<Value>?>, ended: CountDownLatch): Double {
    val before = used()
    val waiting = CountDownLatch(all.size)
    for (i in all.indices) {
        val pipe = Channel<Value>(capacity)
        all[i] = pipe
        GlobalScope.launch(Dispatchers.Default) {
            waiting.countDown()
            pipe.receive()
            ended.countDown()
        }
    }
    waiting.await()
    Thread.sleep(200) // the last ones are still on their way to sleep
    return (used() - before).toDouble() / all.size
}

private fun used(): Long {
    System.gc()
    return ManagementFactory.getMemoryMXBean().heapMemoryUsage.used
}

private fun latency(capacity: Int, settings: Settings, pairs: Int) {
    val start = System.nanoTime()
    do sample(capacity, pairs) while (System.nanoTime() - start < settings.warmup * 1e9)
    repeat(settings.rounds) {
        val samples = sample(capacity, pairs)
        samples.sort()
        for ((name, share) in listOf("p50" to 0.5, "p99" to 0.99, "p99.9" to 0.999)) {
            emit(name, samples[((samples.size - 1) * share).toInt()].toDouble())
        }
    }
}

private fun sample(capacity: Int, pairs: Int): LongArray {
    val each = 200_000 / pairs
    val samples = LongArray(pairs * each)
    runBlocking(Dispatchers.Default) {
        List(pairs) { p ->
            val (ping, pong) = pipes(2, capacity)
            launch { forward(ping, pong, each) }
            launch {
                for (i in 0 until each) {
                    val start = System.nanoTime()
                    ping.send(value(i))
                    check(pong.receive(), i)
                    samples[p * each + i] = System.nanoTime() - start
                }
            }
        }.joinAll()
    }
    return samples
}
