package io.quarterdeck.machinery.read;

import java.nio.charset.StandardCharsets;

/** Constant pieces of answers. */
final class Ascii {

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether {@code text} has {@code part} at an offset. */
    static boolean at(byte[] text, int offset, byte[] part) {
        return text.length >= offset + part.length
                && java.util.Arrays.equals(text, offset, offset + part.length, part, 0, part.length);
    }
}
