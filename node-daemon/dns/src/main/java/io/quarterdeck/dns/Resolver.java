package io.quarterdeck.dns;

import io.quarterdeck.dns.DnsRecord.Alias;
import io.quarterdeck.dns.DnsRecord.Raw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Turns a message into the message that answers it: here, or by way of the host's resolvers. Lives on one event loop. */
final class Resolver {

    private static final int CLASS_IN = 1;
    private static final int CLASS_ANY = 255;

    /** How long a foreign answer behind a name of ours may be remembered. */
    private static final long TTL_MAX = DnsAnswers.TTL_SECONDS;

    private final DnsAnswers answers;
    private final Forwarder forwarder;
    private final BooleanSupplier filled;

    /** @param filled whether the cluster's names are all known */
    Resolver(DnsAnswers answers, Forwarder forwarder, BooleanSupplier filled) {
        this.answers = answers;
        this.forwarder = forwarder;
        this.filled = filled;
    }

    /**
     * Answers one message; rubbish may get none.
     *
     * @param tcp whether it came by TCP, where any length will do
     * @param done gets the answer, perhaps at once, perhaps later on the event loop
     */
    void resolve(byte[] message, boolean tcp, Consumer<byte[]> done) {
        DnsQuery query;
        try {
            query = DnsQuery.parse(message);
        } catch (DnsFormatException e) {
            byte[] fault = DnsReply.formatError(message);
            if (fault.length > 0) {
                done.accept(fault);
            }
            return;
        }
        if (query.opcode() != 0) {
            done.accept(DnsReply.fault(query, Answer.NOT_IMPLEMENTED));
            return;
        }
        if (query.dnsClass() != CLASS_IN && query.dnsClass() != CLASS_ANY) {
            done.accept(DnsReply.fault(query, Answer.REFUSED));
            return;
        }
        switch (answers.answer(query.name(), query.type())) {
            case Answer.Local local ->
                done.accept(
                        filled.getAsBoolean()
                                ? DnsReply.write(query, local, tcp)
                                : DnsReply.fault(query, Answer.SERVER_FAILURE));
            case Answer.Follow(DnsRecord alias, String target) -> follow(query, alias, target, tcp, done);
            case Answer.Forward() -> forwarder.forward(query, message, tcp, done);
        }
    }

    private void follow(DnsQuery query, DnsRecord alias, String target, boolean tcp, Consumer<byte[]> done) {
        byte[] message = question(target, query.type());
        DnsQuery inner;
        try {
            inner = DnsQuery.parse(message);
        } catch (DnsFormatException e) {
            done.accept(DnsReply.fault(query, Answer.SERVER_FAILURE));
            return;
        }
        forwarder.forward(inner, message, tcp, answer -> {
            List<DnsRecord> records = new ArrayList<>();
            records.add(alias);
            int code = Answer.SERVER_FAILURE;
            try {
                code = records(answer, records);
            } catch (DnsFormatException e) {
                // What cannot be read is no answer; the alias alone is still true.
                records.subList(1, records.size()).clear();
            }
            done.accept(DnsReply.write(query, new Answer.Local(code, records, List.of(), List.of()), tcp));
        });
    }

    /** Adds the records of a foreign answer; gives back its code. */
    static int records(byte[] message, List<DnsRecord> records) throws DnsFormatException {
        DnsQuery.Reader reader = new DnsQuery.Reader(message);
        reader.skip(2);
        int code = reader.number() & 15;
        int questions = reader.number();
        int answers = reader.number();
        reader.skip(4);
        for (int i = 0; i < questions; i++) {
            reader.name();
            reader.skip(4);
        }
        for (int i = 0; i < answers; i++) {
            String name = reader.name();
            int type = reader.number();
            reader.skip(2);
            int ttl = (int) Math.min(reader.longNumber(), TTL_MAX);
            int size = reader.number();
            if (type == DnsRecord.CNAME) {
                records.add(new DnsRecord(name, ttl, new Alias(reader.name())));
            } else if (type == DnsRecord.A || type == DnsRecord.AAAA) {
                records.add(new DnsRecord(name, ttl, new Raw(type, reader.take(size))));
            } else {
                reader.skip(size);
            }
        }
        return code;
    }

    /** A question in wire form, asking for recursion. Its id is not used: the forwarder draws its own. */
    static byte[] question(String name, int type) {
        ByteBuffer message = ByteBuffer.allocate(DnsQuery.HEADER_LENGTH + name.length() + 2 + 4);
        message.putShort((short) 0).putShort((short) 0x0100).putShort((short) 1);
        message.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (String label : name.split("\\.", -1)) {
            byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
            message.put((byte) text.length).put(text);
        }
        message.put((byte) 0).putShort((short) type).putShort((short) CLASS_IN);
        return Arrays.copyOf(message.array(), message.position());
    }
}
