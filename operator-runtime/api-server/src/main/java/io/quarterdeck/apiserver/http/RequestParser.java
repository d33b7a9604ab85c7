package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a request's method and URL, the way Kubernetes lays its URLs out. Pure. */
final class RequestParser {

    private static final String WATCH = "watch";
    private static final String SELECTED_NAME = "metadata.name=";

    private RequestParser() {}

    /**
     * Reads a request line.
     *
     * @param rawPath still encoded, without the query
     * @param rawQuery null or empty if there is none
     * @throws ApiException 400 if the URL is not encoded right
     */
    static RequestInfo parse(String method, String rawPath, @Nullable String rawQuery) {
        Map<String, List<String>> query = query(rawQuery);
        List<String> raw = segments(rawPath);
        List<String> parts = rawPath.indexOf('%') < 0
                ? raw
                : raw.stream().map(segment -> decode(segment, true)).toList();
        String path = rawPath.indexOf('%') < 0 ? rawPath : decode(rawPath, true);
        boolean core = parts.size() > 2 && parts.getFirst().equals("api");
        boolean named = parts.size() > 3 && parts.getFirst().equals("apis");
        if (!core && !named) {
            return new RequestInfo(path, query, Attributes.ofPath(method.toLowerCase(Locale.ROOT), path), "");
        }
        int at = core ? 1 : 2;
        if (isOldWatch(method, parts, at + 1)) {
            return watch(raw, query, at + 1);
        }
        return resource(
                method, path, query, new Segments(raw, parts, named ? parts.get(1) : "", parts.get(at), at + 1));
    }

    /** {@code /api/v1/watch/pods}: the way to watch before there was a parameter for it, which old clients still take. */
    private static boolean isOldWatch(String method, List<String> parts, int at) {
        return (method.equals("GET") || method.equals("HEAD"))
                && parts.size() > at + 1
                && parts.get(at).equals(WATCH);
    }

    private static RequestInfo watch(List<String> raw, Map<String, List<String>> query, int at) {
        List<String> rest = new ArrayList<>(raw);
        rest.remove(at);
        RequestInfo plain = parse("GET", "/" + String.join("/", rest), null);
        Map<String, List<String>> watching = new LinkedHashMap<>(query);
        watching.put(WATCH, List.of("true"));
        Attributes what = plain.attributes();
        String selector = selector(WATCH, query);
        Attributes attributes = new Attributes(
                WATCH,
                what.group(),
                what.version(),
                what.resource(),
                what.subresource(),
                what.namespace(),
                what.name().isEmpty() ? selectedName(selector) : what.name(),
                "",
                selector);
        return new RequestInfo(plain.path(), watching, attributes, plain.rest());
    }

    private record Segments(List<String> raw, List<String> parts, String group, String version, int start) {

        String get(int index) {
            return index < parts.size() ? parts.get(index) : "";
        }
    }

    private static RequestInfo resource(String method, String path, Map<String, List<String>> query, Segments url) {
        int at = url.start();
        String namespace = "";
        if (url.get(at).equals("namespaces") && !url.get(at + 1).isEmpty()) {
            namespace = url.get(at + 1);
            String below = url.get(at + 2);
            boolean ofNamespaceItself =
                    below.isEmpty() || (url.group().isEmpty() && (below.equals("status") || below.equals("finalize")));
            if (!ofNamespaceItself) {
                at += 2;
            }
        }
        String name = url.get(at + 1);
        String subresource = url.get(at + 2);
        String rest = "";
        if (subresource.equals("proxy")) {
            rest = "/"
                    + String.join(
                            "/",
                            url.raw()
                                    .subList(
                                            Math.min(at + 3, url.raw().size()),
                                            url.raw().size()));
            if (path.endsWith("/") && !rest.endsWith("/")) {
                rest += "/";
            }
        }
        String verb = verb(method, name, query);
        String selector = selector(verb, query);
        Attributes attributes = new Attributes(
                verb,
                url.group(),
                url.version(),
                url.get(at),
                subresource,
                namespace,
                selector.isEmpty() ? name : selectedName(selector),
                "",
                selector);
        return new RequestInfo(path, query, attributes, rest);
    }

    private static String selector(String verb, Map<String, List<String>> query) {
        boolean many = verb.equals("list") || verb.equals(WATCH) || verb.equals("deletecollection");
        List<String> given = many ? query.getOrDefault("fieldSelector", List.of()) : List.of();
        return given.isEmpty() ? "" : given.getFirst();
    }

    /** Who lists or watches one object by its name needs no right to all of them. Empty if it is not about one. */
    private static String selectedName(String selector) {
        for (String term : selector.split(",", -1)) {
            if (term.startsWith(SELECTED_NAME)) {
                String value = term.substring(SELECTED_NAME.length());
                return value.startsWith("=") ? value.substring(1) : value;
            }
        }
        return "";
    }

    private static String verb(String method, String name, Map<String, List<String>> query) {
        return switch (method) {
            case "GET", "HEAD" -> {
                if (!name.isEmpty()) {
                    yield "get";
                }
                yield new RequestInfo("", query, Attributes.ofPath("", ""), "").flag(WATCH) ? WATCH : "list";
            }
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static List<String> segments(String path) {
        List<String> parts = new ArrayList<>(10);
        int from = 0;
        int length = path.length();
        while (from < length) {
            int to = path.indexOf('/', from);
            if (to < 0) {
                to = length;
            }
            if (to > from) {
                parts.add(path.substring(from, to));
            }
            from = to + 1;
        }
        return parts;
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        int from = 0;
        while (from <= raw.length()) {
            int to = raw.indexOf('&', from);
            if (to < 0) {
                to = raw.length();
            }
            if (to > from) {
                String pair = raw.substring(from, to);
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), false);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), false);
                query.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
            from = to + 1;
        }
        return query;
    }

    /** A part of a header's name that is encoded as in a URL's path. */
    static String decodeName(String text) {
        return decode(text, true);
    }

    private static String decode(String text, boolean inPath) {
        if (text.indexOf('%') < 0 && (inPath || text.indexOf('+') < 0)) {
            return text;
        }
        try {
            // URLDecoder speaks of forms, where a plus is a blank; in a path it is a plus.
            return URLDecoder.decode(inPath ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(Status.badRequest("the URL is not encoded as it should be: " + text), e);
        }
    }
}
