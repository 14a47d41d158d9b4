import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.SendChannel

/** What is sent: an object, because each send would box a number anew, since channels are generic. */
class Value(val number: Int)

/** Made beforehand: nothing here allocates. */
private val VALUES = Array(1024) { Value(it) }

fun value(i: Int): Value = VALUES[i and 1023]

fun sum(count: Int): Long = (0 until count).sumOf { (it and 1023).toLong() }

fun check(got: Value, i: Int) = check(got.number == (i and 1023)) { "value $i came as ${got.number}" }

suspend fun send(to: SendChannel<Value>, count: Int) {
    for (i in 0 until count) to.send(value(i))
}

suspend fun receiveInOrder(from: ReceiveChannel<Value>, count: Int) {
    for (i in 0 until count) check(from.receive(), i)
}

/** Receives the values that are there, at least one and at most [most], and checks each; answers how many. */
suspend fun receiveBatch(from: ReceiveChannel<Value>, next: Int, most: Int): Int {
    check(from.receive(), next)
    for (i in 1 until most) {
        val got = from.tryReceive().getOrNull() ?: return i
        check(got, next + i)
    }
    return most
}

suspend fun receiveSum(from: ReceiveChannel<Value>, count: Int): Long {
    var sum = 0L
    for (i in 0 until count) sum += from.receive().number
    return sum
}

suspend fun forward(from: ReceiveChannel<Value>, to: SendChannel<Value>, count: Int) {
    for (i in 0 until count) to.send(from.receive())
}

suspend fun sendAndAwait(to: SendChannel<Value>, back: ReceiveChannel<Value>, count: Int) {
    for (i in 0 until count) {
        to.send(value(i))
        check(back.receive(), i)
    }
}
