package io.quarterdeck.apiserver.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Protobuf's bytes, written from the last one to the first: the length of a part is known when its head is written, so
 * nothing is measured beforehand and nothing copied into place.
 */
final class BackwardOutput {

    /** Most objects fit; larger ones double it a few times. */
    private static final int FIRST = 1024;

    private static final int VARINT_BITS = 7;

    private byte[] bytes = new byte[FIRST];
    private int at = FIRST;

    /** How many bytes were written. */
    int length() {
        return bytes.length - at;
    }

    void raw(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, at, part.length);
    }

    void octet(int value) {
        reserve(1);
        bytes[at] = (byte) value;
    }

    void varint(long value) {
        int size = 1 + (Long.SIZE - 1 - Long.numberOfLeadingZeros(value | 1)) / VARINT_BITS;
        reserve(size);
        long rest = value;
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (i + 1 < size ? (rest & 0x7f) | 0x80 : rest & 0x7f);
            rest >>>= VARINT_BITS;
        }
    }

    void fixed64(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            octet((int) (value >>> shift));
        }
    }

    /** The head of a number whose value was written. */
    void numberHead(int field) {
        varint((long) field << 3);
    }

    void doubleHead(int field) {
        varint(((long) field << 3) | 1);
    }

    /** The head of a part that began when {@link #length} was {@code before}. */
    void partHead(int field, int before) {
        varint(length() - (long) before);
        varint(((long) field << 3) | 2);
    }

    void bytes(int field, byte[] value) {
        int before = length();
        raw(value);
        partHead(field, before);
    }

    void text(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void number(int field, long value) {
        varint(value);
        numberHead(field);
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    private void reserve(int count) {
        if (at < count) {
            int length = length();
            byte[] larger = new byte[Math.max(bytes.length * 2, length + count)];
            System.arraycopy(bytes, at, larger, larger.length - length, length);
            at = larger.length - length;
            bytes = larger;
        }
        at -= count;
    }
}
