package dev.handoff.bench.pipelines

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flattenConcat
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.merge
import kotlinx.coroutines.runBlocking
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext

/** Kotlin flows. */
@OptIn(ExperimentalCoroutinesApi::class)
internal class KotlinPeer : Peer {
    override fun run(row: Row, items: List<Item>): Long =
        runBlocking(context(row)) {
            val source = items.asFlow()
            var sum = 0L
            val inOrder = Sum()
            when (row) {
                Row.MAP ->
                    source.map { it.next() }.map { it.next() }.map { it.next() }
                        .collect { sum += it.weight() }
                Row.FILTER ->
                    source.filter { it.key() % 3 == 0 }.filter { it.key() >= 0 }.filter { it.weight() < 7 }
                        .collect { sum += it.weight() }
                Row.BATCH -> source.chunked(100).collect { for (x in it) sum += x.weight() }
                Row.PARALLEL_10US -> source.parallel(4) { Busy.for10Micros(it) }.collect { inOrder.addNext(it) }
                Row.PARALLEL_1MS -> source.parallel(4) { Busy.forMilli(it) }.collect { inOrder.addNext(it) }
                Row.PARALLEL_WAIT_1MS ->
                    source.parallel(16) { delay(1); it }.collect { inOrder.addNext(it) }
                Row.MERGE_8 ->
                    merge(*sources(8, items).toTypedArray()).collect { sum += it.weight() }
                Row.CONCAT_8 -> sources(8, items).asFlow().flattenConcat().collect { sum += it.weight() }
            }
            sum + inOrder.get()
        }

    /** Where nothing runs beside anything, the thread that wants the result does it all. */
    private fun context(row: Row): CoroutineContext =
        when (row) {
            Row.MAP, Row.FILTER, Row.BATCH, Row.CONCAT_8 -> EmptyCoroutineContext
            else -> Dispatchers.Default
        }

    private fun sources(count: Int, items: List<Item>) = Split.of(count, items).map { it.asFlow() }

    /** The idiom: deferred values in a buffer. Two are outside of it. */
    private fun Flow<Item>.parallel(n: Int, work: suspend (Item) -> Item): Flow<Item> {
        val upstream = this
        return flow {
            coroutineScope {
                upstream.map { async { work(it) } }.buffer(n - 2).collect { emit(it.await()) }
            }
        }
    }
}
