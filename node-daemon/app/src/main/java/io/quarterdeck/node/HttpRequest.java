package io.quarterdeck.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request's head. Bodies do not occur: what a client sends after an upgrade is a stream of its own.
 *
 * @param headers by lower-case name
 */
record HttpRequest(String method, String path, Map<String, List<String>> query, Map<String, List<String>> headers) {

    /** The command line of an exec comes in the query: as long as the kernel would take an argument. */
    private static final int HEAD_BYTES_MAX = 256 << 10;

    /** Reads one head; empty if the client has nothing more to say. */
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        String head = head(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3) {
            throw new IOException("no HTTP request: " + lines[0]);
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (int line = 1; line < lines.length; line++) {
            int colon = lines[line].indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(
                                lines[line].substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .add(lines[line].substring(colon + 1).trim());
            }
        }
        int mark = first[1].indexOf('?');
        String path = mark < 0 ? first[1] : first[1].substring(0, mark);
        return Optional.of(
                new HttpRequest(first[0], path, query(mark < 0 ? "" : first[1].substring(mark + 1)), headers));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.write(octet);
            boolean fits = octet == (matched % 2 == 0 ? '\r' : '\n');
            matched = fits ? matched + 1 : octet == '\r' ? 1 : 0;
            if (head.size() > HEAD_BYTES_MAX) {
                throw new IOException("a request's head is too long");
            }
        }
        String text = head.toString(StandardCharsets.UTF_8);
        return text.substring(0, text.length() - 4);
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new TreeMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                query.computeIfAbsent(decoded(name), n -> new ArrayList<>()).add(decoded(value));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The path's parts, decoded. */
    List<String> segments() {
        return java.util.Arrays.stream(path.substring(1).split("/", -1))
                .map(part -> decoded(part.replace("+", "%2B")))
                .toList();
    }

    String parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** Whether any of these is asked for. */
    boolean flag(String... names) {
        for (String name : names) {
            String value = parameter(name);
            if (value.equals("1") || value.equalsIgnoreCase("true")) {
                return true;
            }
        }
        return false;
    }

    /** All values of a header, lists taken apart. */
    List<String> header(String name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.getOrDefault(name, List.of())) {
            for (String value : line.split(",", -1)) {
                values.add(value.trim());
            }
        }
        return values;
    }

    boolean upgrades(String protocol) {
        return header("upgrade").stream().anyMatch(protocol::equalsIgnoreCase);
    }
}
