package io.quarterdeck.dns;

import java.util.Locale;

/**
 * A question as it came in.
 *
 * @param name lower case, without the final dot
 * @param question the question section as it was sent, to be sent back: clients compare, some with mixed case
 * @param udpSize how large an answer may be; -1 if the client does not speak EDNS
 */
record DnsQuery(
        int id,
        int opcode,
        boolean recursionDesired,
        String name,
        int type,
        int dnsClass,
        byte[] question,
        int udpSize,
        int ednsVersion,
        boolean dnssecOk) {

    static final int HEADER_LENGTH = 12;

    /** RFC 1035. */
    private static final int NAME_LENGTH_MAX = 255;

    /** Whoever asks with more records beside the question than this asks for something else than an answer. */
    private static final int ADDITIONAL_MAX = 8;

    /**
     * Reads a question.
     *
     * @throws DnsFormatException if the bytes are no query, or ask not exactly one question
     */
    static DnsQuery parse(byte[] message) throws DnsFormatException {
        Reader reader = new Reader(message);
        int id = reader.number();
        int flags = reader.number();
        int questions = reader.number();
        int others = reader.number() + reader.number();
        int additional = reader.number();
        if ((flags & 0x8000) != 0) {
            throw new DnsFormatException("an answer, no question");
        }
        if (questions != 1 || others != 0 || additional > ADDITIONAL_MAX) {
            throw new DnsFormatException("not exactly one question");
        }
        String name = reader.name();
        int type = reader.number();
        int dnsClass = reader.number();
        byte[] question = java.util.Arrays.copyOfRange(message, HEADER_LENGTH, reader.at);
        int udpSize = -1;
        int version = 0;
        boolean dnssecOk = false;
        for (int i = 0; i < additional; i++) {
            reader.name();
            int recordType = reader.number();
            int size = reader.number();
            int high = reader.number();
            int low = reader.number();
            reader.skip(reader.number());
            if (recordType == DnsRecord.OPT) {
                udpSize = size;
                version = high & 0xff;
                dnssecOk = (low & 0x8000) != 0;
            }
        }
        return new DnsQuery(
                id, flags >> 11 & 15, (flags & 0x100) != 0, name, type, dnsClass, question, udpSize, version, dnssecOk);
    }

    /** Walks through a message. Names may be compressed; every step is checked. */
    static final class Reader {

        private final byte[] bytes;
        int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int octet() throws DnsFormatException {
            if (at >= bytes.length) {
                throw new DnsFormatException("the message is too short");
            }
            return bytes[at++] & 255;
        }

        int number() throws DnsFormatException {
            return octet() << 8 | octet();
        }

        long longNumber() throws DnsFormatException {
            return (long) number() << 16 | number();
        }

        void skip(int count) throws DnsFormatException {
            if (count > bytes.length - at) {
                throw new DnsFormatException("the message is too short");
            }
            at += count;
        }

        byte[] take(int count) throws DnsFormatException {
            skip(count);
            return java.util.Arrays.copyOfRange(bytes, at - count, at);
        }

        /** A name, in lower case; a dot within a label is written so that it matches no name of ours. */
        String name() throws DnsFormatException {
            StringBuilder name = new StringBuilder(64);
            int after = -1;
            int steps = 0;
            for (int length = octet(); length != 0; length = octet()) {
                if (++steps > NAME_LENGTH_MAX) {
                    throw new DnsFormatException("a name without end");
                }
                if ((length & 0xc0) == 0xc0) {
                    int target = (length & 0x3f) << 8 | octet();
                    after = after < 0 ? at : after;
                    at = target;
                    continue;
                }
                if ((length & 0xc0) != 0) {
                    throw new DnsFormatException("a label of an unknown kind");
                }
                if (!name.isEmpty()) {
                    name.append('.');
                }
                for (int i = 0; i < length; i++) {
                    int c = octet();
                    name.append(c == '.' ? '\u0000' : (char) c);
                }
                if (name.length() > NAME_LENGTH_MAX) {
                    throw new DnsFormatException("a name that is too long");
                }
            }
            if (after >= 0) {
                at = after;
            }
            return name.toString().toLowerCase(Locale.ROOT);
        }
    }
}
