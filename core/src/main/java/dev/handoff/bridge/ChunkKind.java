package dev.handoff.bridge;

import java.util.Arrays;

/**
 * What chunks are made of.
 *
 * @param <C> a chunk
 * @param <A> the array that its user reads into and writes from
 */
interface ChunkKind<C, A> {
    /** Bytes: a chunk is an array of its own. */
    ChunkKind<byte[], byte[]> BYTES =
            new ChunkKind<>() {
                @Override
                public byte[] array(int size) {
                    return new byte[size];
                }

                @Override
                public byte[] chunk(byte[] array, int length) {
                    return Arrays.copyOf(array, length);
                }

                @Override
                public int length(byte[] chunk) {
                    return chunk.length;
                }

                @Override
                public void copy(byte[] chunk, int position, byte[] to, int offset, int count) {
                    System.arraycopy(chunk, position, to, offset, count);
                }
            };

    /** Text. */
    ChunkKind<String, char[]> TEXT =
            new ChunkKind<>() {
                @Override
                public char[] array(int size) {
                    return new char[size];
                }

                @Override
                public String chunk(char[] array, int length) {
                    return new String(array, 0, length);
                }

                @Override
                public int length(String chunk) {
                    return chunk.length();
                }

                @Override
                public void copy(String chunk, int position, char[] to, int offset, int count) {
                    chunk.getChars(position, position + count, to, offset);
                }
            };

    A array(int size);

    /** A copy of the first {@code length} elements. */
    C chunk(A array, int length);

    int length(C chunk);

    void copy(C chunk, int position, A to, int offset, int count);
}
