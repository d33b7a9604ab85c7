package io.quarterdeck.dns;

import io.quarterdeck.dns.DnsRecord.Address;
import io.quarterdeck.dns.DnsRecord.Alias;
import io.quarterdeck.dns.DnsRecord.NameServer;
import io.quarterdeck.dns.DnsRecord.Pointer;
import io.quarterdeck.dns.DnsRecord.Raw;
import io.quarterdeck.dns.DnsRecord.Service;
import io.quarterdeck.dns.DnsRecord.Start;
import io.quarterdeck.dns.DnsRecord.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes answers in wire form, with compressed names.
 *
 * <p>Hot path: one growing array, no records of its own. Netty's codec writes names in full and cannot tell how long an
 * answer will be, so that it could be cut to what the client takes.
 */
final class DnsReply {

    /** What a UDP answer holds where the client says nothing: RFC 1035. */
    private static final int UDP_SIZE_DEFAULT = 512;

    /** The largest UDP answer that is not fragmented on any usual path: DNS flag day 2020. */
    static final int UDP_SIZE_MAX = 1_232;

    /** Ours is the answer, and other names are looked up: QR, RA. */
    private static final int FLAGS = 0x8080;

    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CLASS_IN = 1;
    private static final int BAD_VERSION_HIGH = 1;

    private byte[] bytes = new byte[UDP_SIZE_DEFAULT];
    private int length;
    private final Map<String, Integer> places = new HashMap<>();

    private DnsReply() {}

    /**
     * The whole answer, or one that says that it was too long for UDP.
     *
     * @param tcp whether any length will do
     */
    static byte[] write(DnsQuery query, Answer.Local answer, boolean tcp) {
        DnsReply reply = new DnsReply();
        int max = tcp ? 0xffff : Math.clamp(query.udpSize(), UDP_SIZE_DEFAULT, UDP_SIZE_MAX);
        reply.message(query, answer, 0);
        if (reply.length > max) {
            reply = new DnsReply();
            reply.message(query, new Answer.Local(answer.code(), List.of(), List.of(), List.of()), TRUNCATED);
        }
        return Arrays.copyOf(reply.bytes, reply.length);
    }

    /** An answer without records. */
    static byte[] fault(DnsQuery query, int code) {
        return write(query, new Answer.Local(code, List.of(), List.of(), List.of()), true);
    }

    /** "Cannot read that", for bytes of which only the id is known; empty if not even that. */
    static byte[] formatError(byte[] message) {
        if (message.length < DnsQuery.HEADER_LENGTH || (message[2] & 0x80) != 0) {
            return new byte[0];
        }
        byte[] reply = new byte[DnsQuery.HEADER_LENGTH];
        reply[0] = message[0];
        reply[1] = message[1];
        reply[2] = (byte) 0x80;
        reply[3] = (byte) (0x80 | Answer.FORMAT_ERROR);
        return reply;
    }

    private void message(DnsQuery query, Answer.Local answer, int extraFlags) {
        boolean badVersion = query.udpSize() >= 0 && query.ednsVersion() != 0;
        number(query.id());
        number(FLAGS
                | AUTHORITATIVE
                | extraFlags
                | query.opcode() << 11
                | (query.recursionDesired() ? RECURSION_DESIRED : 0)
                | (badVersion ? 0 : answer.code()));
        number(1);
        number(answer.records().size());
        number(answer.authority().size());
        number(answer.additional().size() + (query.udpSize() >= 0 ? 1 : 0));
        octets(query.question());
        remember(query.name(), DnsQuery.HEADER_LENGTH);
        // Clients take the first address: which one that is changes from question to question.
        List<DnsRecord> records = answer.records();
        int shift = records.isEmpty() || records.getFirst().data() instanceof Alias ? 0 : query.id() % records.size();
        for (int i = 0; i < records.size(); i++) {
            record(records.get((i + shift) % records.size()));
        }
        answer.authority().forEach(this::record);
        answer.additional().forEach(this::record);
        if (query.udpSize() >= 0) {
            octet(0);
            number(DnsRecord.OPT);
            number(UDP_SIZE_MAX);
            number(badVersion ? BAD_VERSION_HIGH << 8 : 0);
            number(query.dnssecOk() ? 0x8000 : 0);
            number(0);
        }
    }

    private void record(DnsRecord record) {
        name(record.name());
        number(record.data().type());
        number(CLASS_IN);
        number(record.ttlSeconds() >>> 16);
        number(record.ttlSeconds() & 0xffff);
        int at = length;
        number(0);
        switch (record.data()) {
            case Address(int bits) -> {
                number(bits >>> 16);
                number(bits & 0xffff);
            }
            case Alias(String target) -> name(target);
            case Pointer(String target) -> name(target);
            case NameServer(String target) -> name(target);
            case Service(int priority, int weight, int port, String target) -> {
                number(priority);
                number(weight);
                number(port);
                // RFC 2782: a server's name is not compressed.
                plainName(target);
            }
            case Text(String text) -> {
                octet(text.length());
                octets(text.getBytes(StandardCharsets.US_ASCII));
            }
            case Start(String server, String contact, int serial, int minimum) -> {
                name(server);
                name(contact);
                for (int value : new int[] {serial, 7_200, 1_800, 86_400, minimum}) {
                    number(value >>> 16);
                    number(value & 0xffff);
                }
            }
            case Raw(int type, byte[] raw) -> octets(raw);
        }
        int size = length - at - 2;
        bytes[at] = (byte) (size >> 8);
        bytes[at + 1] = (byte) size;
    }

    private void name(String name) {
        String rest = name;
        while (!rest.isEmpty()) {
            Integer place = places.get(rest);
            if (place != null) {
                number(0xc000 | place);
                return;
            }
            if (length < 0x4000) {
                places.put(rest, length);
            }
            int dot = rest.indexOf('.');
            label(dot < 0 ? rest : rest.substring(0, dot));
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        octet(0);
    }

    private void plainName(String name) {
        for (String label : name.split("\\.", -1)) {
            label(label);
        }
        octet(0);
    }

    private void label(String label) {
        octet(label.length());
        octets(label.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void remember(String name, int start) {
        int at = start;
        String rest = name;
        while (!rest.isEmpty()) {
            places.put(rest, at);
            int dot = rest.indexOf('.');
            at += 1 + (dot < 0 ? rest.length() : dot);
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
    }

    private void octet(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
    }

    private void number(int value) {
        octet(value >> 8);
        octet(value);
    }

    private void octets(byte[] more) {
        if (length + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more.length, bytes.length * 2));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }
}
