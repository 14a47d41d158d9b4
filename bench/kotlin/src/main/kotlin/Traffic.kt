import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel

/** Objects made beforehand: nothing here allocates. */
private val VALUES = Array<Int>(1024) { it }

fun value(i: Int): Int = VALUES[i and 1023]

fun sum(count: Int): Long = (0 until count).sumOf { (it and 1023).toLong() }

fun check(got: Int, i: Int) = check(got == (i and 1023)) { "value $i came as $got" }

suspend fun send(to: SendChannel<Int>, count: Int) {
    for (i in 0 until count) to.send(value(i))
}

suspend fun receiveInOrder(from: ReceiveChannel<Int>, count: Int) {
    for (i in 0 until count) check(from.receive(), i)
}

suspend fun receiveSum(from: ReceiveChannel<Int>, count: Int): Long {
    var sum = 0L
    for (i in 0 until count) sum += from.receive()
    return sum
}

suspend fun forward(from: ReceiveChannel<Int>, to: SendChannel<Int>, count: Int) {
    for (i in 0 until count) to.send(from.receive())
}

suspend fun sendAndAwait(to: SendChannel<Int>, back: ReceiveChannel<Int>, count: Int) {
    for (i in 0 until count) {
        to.send(value(i))
        check(back.receive(), i)
    }
}
