/** One cell of the benchmark in Kotlin: one scenario at one capacity. See bench/scenarios.md. */

import java.util.Locale
import kotlin.system.exitProcess
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking

/** Answers how many operations that were. */
typealias Work = suspend () -> Int

class Settings(val warmup: Double, val rounds: Int, val seconds: Double)

class Row(val capacities: List<Int>, val measure: (Int, Settings) -> Unit)

fun main(args: Array<String>) {
    if (args.contentEquals(arrayOf("list"))) {
        rows.forEach { (name, row) -> row.capacities.forEach { println("kotlin\t$name\t$it") } }
        return
    }
    val row = rows[args.getOrNull(2)]
    if (args.size != 7 || args[0] != "cell" || row == null) {
        System.err.println("usage: list | cell kotlin SCENARIO CAPACITY WARMUP ROUNDS SECONDS")
        exitProcess(2)
    }
    row.measure(args[3].toInt(), Settings(args[4].toDouble(), args[5].toInt(), args[6].toDouble()))
    exitProcess(0) // coroutines that are parked are left as they are
}

/** Prints the nanoseconds of an operation, in the warm-up and in each round. */
fun times(prepare: (Int) -> Work): (Int, Settings) -> Unit = { capacity, settings ->
    emit("cold", time(settings.warmup) { prepare(capacity) })
    repeat(settings.rounds) { emit("round", time(settings.seconds) { prepare(capacity) }) }
}

/** Runs units, at least one, until this much time has passed in them. */
private fun time(seconds: Double, prepare: () -> Work): Double {
    var nanos = 0L
    var operations = 0L
    do {
        val work = prepare()
        runBlocking(Dispatchers.Default) { // from a coroutine, so that they start as in a program of coroutines
            val start = System.nanoTime()
            operations += work()
            nanos += System.nanoTime() - start
        }
    } while (nanos < seconds * 1e9)
    return nanos.toDouble() / operations
}

fun emit(what: String, figure: Double) {
    println(String.format(Locale.ROOT, "%s\t%.3f", what, figure))
}
