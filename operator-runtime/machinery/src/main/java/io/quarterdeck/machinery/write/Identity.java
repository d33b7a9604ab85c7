package io.quarterdeck.machinery.write;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Whatever has to be random: uids, the ends of generated names, where a search begins. Thread-safe. */
public final class Identity {

    /** No vowels and no 0, 1, 3: a suffix never spells a word and is never misread. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX_LENGTH = 5;

    private final RandomGenerator random;

    public Identity(RandomGenerator random) {
        this.random = random;
    }

    /** A random UUID (RFC 9562, version 4). */
    public synchronized String uid() {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Any number from 0 up to a bound. */
    public synchronized int below(int bound) {
        return random.nextInt(bound);
    }

    /** Five characters for the end of a name. */
    public synchronized String suffix() {
        StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return suffix.toString();
    }
}
