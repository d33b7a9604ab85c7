package io.quarterdeck.apiserver.protobuf;

/** A position in protobuf's bytes. Everything that is not there, or too long, is an IllegalArgumentException. */
final class Wire {

    private final byte[] bytes;
    private final int end;
    private int at;

    Wire(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean more() {
        return at < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = next();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not end");
    }

    long fixed(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (next() & 0xffL) << (8 * i);
        }
        return value;
    }

    /** The next length-delimited part. */
    Wire part() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("a part is longer than the whole");
        }
        Wire part = new Wire(bytes, at, at + (int) length);
        at += (int) length;
        return part;
    }

    byte[] rest() {
        byte[] rest = java.util.Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    void skip(int wireType) {
        switch (wireType) {
            case 0 -> varint();
            case 1 -> fixed(Long.BYTES);
            case 2 -> part();
            case 5 -> fixed(Integer.BYTES);
            default -> throw new IllegalArgumentException("there is no wire type " + wireType);
        }
    }

    private byte next() {
        if (at >= end) {
            throw new IllegalArgumentException("it ends too early");
        }
        return bytes[at++];
    }
}
