package io.quarterdeck.dns;

/**
 * One resource record.
 *
 * @param name lower case, without the final dot
 */
record DnsRecord(String name, int ttlSeconds, Data data) {

    /** Record types by number; those that a cluster's names have. */
    static final int A = 1;

    static final int NS = 2;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int OPT = 41;
    static final int ANY = 255;

    /** What a record says. */
    sealed interface Data {
        int type();
    }

    /** An IPv4 address as 32 bits. */
    record Address(int bits) implements Data {
        @Override
        public int type() {
            return A;
        }
    }

    /** The name that this name stands for. */
    record Alias(String target) implements Data {
        @Override
        public int type() {
            return CNAME;
        }
    }

    /** The name of an address. */
    record Pointer(String target) implements Data {
        @Override
        public int type() {
            return PTR;
        }
    }

    /** Where a named port is served. */
    record Service(int priority, int weight, int port, String target) implements Data {
        @Override
        public int type() {
            return SRV;
        }
    }

    /** The server of a zone. */
    record NameServer(String target) implements Data {
        @Override
        public int type() {
            return NS;
        }
    }

    /** A short ASCII text. */
    record Text(String text) implements Data {
        @Override
        public int type() {
            return TXT;
        }
    }

    /**
     * The start of a zone, which every negative answer carries.
     *
     * @param minimum how long "no such name" may be remembered, in seconds
     */
    record Start(String server, String contact, int serial, int minimum) implements Data {
        @Override
        public int type() {
            return SOA;
        }
    }

    /** A record of a type that we only pass on, in wire form without compression. */
    record Raw(int type, byte[] bytes) implements Data {}
}
