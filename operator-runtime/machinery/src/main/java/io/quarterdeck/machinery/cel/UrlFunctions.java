package io.quarterdeck.machinery.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code url('https://a:80/b?c=d')} and its parts. */
final class UrlFunctions {

    private static final OpaqueType URL = OpaqueType.create("kubernetes.URL");
    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type SELF = new Functions.Type(URL, URI.class);

    private UrlFunctions() {}

    static void add(Functions functions) {
        functions
                .function(
                        "url",
                        URL,
                        List.of(TEXT),
                        arguments -> parse((String) arguments[0])
                                .orElseThrow(() ->
                                        new IllegalArgumentException("URL parse error: \"" + arguments[0] + "\"")))
                .function(
                        "isURL",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        arguments -> parse((String) arguments[0]).isPresent());
        part(functions, "getScheme", URI::getScheme);
        part(
                functions,
                "getHost",
                url -> url.getPort() < 0 ? url.getHost() : text(url.getHost()) + ":" + url.getPort());
        part(functions, "getHostname", url -> withoutBrackets(text(url.getHost())));
        part(functions, "getPort", url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort()));
        part(functions, "getEscapedPath", URI::getRawPath);
        MapType query = MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING));
        functions.method("getQuery", query, List.of(SELF), arguments -> query((URI) arguments[0]));
    }

    private static void part(Functions functions, String name, Function<URI, @Nullable String> part) {
        functions.method(name, SimpleType.STRING, List.of(SELF), arguments -> text(part.apply((URI) arguments[0])));
    }

    /** What a request can be sent to: a whole URL, or a path from the root. */
    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean whole = uri.isAbsolute() && !uri.isOpaque();
            return whole || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, List<String>> query(URI url) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        String raw = text(url.getRawQuery());
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.computeIfAbsent(decode(parts[0]), _ -> new ArrayList<>())
                    .add(parts.length > 1 ? decode(parts[1]) : "");
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }
}
