package io.quarterdeck.apiserver.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An endless row of requests, the same for the same seed: mostly nearly right, as those get furthest. */
public final class FuzzRequests {

    /** One request; {@code query} is encoded. */
    public record Request(String method, String path, String query, String contentType, String accept, byte[] body) {

        public String url() {
            return path + (query.isEmpty() ? "" : "?" + query);
        }

        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.UTF_8);
            return method + " " + url() + " " + contentType + " accept " + accept + " "
                    + text.substring(0, Math.min(text.length(), BODY_SHOWN));
        }
    }

    /** Enough of a body to make the same request by hand. */
    private static final int BODY_SHOWN = 4000;

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String META = ";v=v1;g=meta.k8s.io";

    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "*/*",
            PROTOBUF,
            PROTOBUF + ",application/json",
            "application/json;as=Table" + META + ",application/json",
            "application/json;as=PartialObjectMetadataList" + META,
            PROTOBUF + ";as=PartialObjectMetadata" + META,
            "application/yaml",
            "application/json;pretty=1",
            "image/png",
            ";;=,,q=;as=",
            "application/json;q=x;as=;v=;g=");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/yaml",
            PROTOBUF,
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "text/plain",
            "",
            ";;",
            "application/json; charset=utf-16");

    private static final List<String> PARAMETERS = List.of(
            "limit",
            "continue",
            "resourceVersion",
            "resourceVersionMatch",
            "labelSelector",
            "fieldSelector",
            "timeoutSeconds",
            "watch",
            "allowWatchBookmarks",
            "sendInitialEvents",
            "pretty",
            "includeObject",
            "dryRun",
            "fieldValidation",
            "fieldManager",
            "force",
            "gracePeriodSeconds",
            "propagationPolicy",
            "orphanDependents",
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "nonsense");

    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "-1",
            "7",
            "true",
            "false",
            "All",
            "Exact",
            "NotOlderThan",
            "Strict",
            "Foreground",
            "Orphan",
            "None",
            "Object",
            "99999999999999999999",
            "9223372036854775807",
            "app=x",
            "app in (x,y),!z",
            "app in (",
            "a=%",
            ",,",
            "(((((",
            "metadata.name=a",
            "metadata.namespace!=a",
            "spec.nodeName=",
            "=",
            "eyJydiI6NSwibnMiOiJkZWZhdWx0IiwibmFtZSI6ImEifQ",
            "eyJydiI6LTUsIm5zIjoiIiwibmFtZSI6IlxuIn0",
            "\u0000",
            "x".repeat(2000));

    /** What goes through to nodes is not the store's: it has tests of its own. */
    private static final Set<String> STREAMS = Set.of("log", "exec", "attach", "portforward", "proxy");

    private final SplittableRandom random;
    private final FuzzObjects objects;
    private final Supplier<List<Kind>> kinds;

    /** Makes requests for these kinds and whatever else becomes one. */
    public FuzzRequests(long seed, KindRegistry kinds) {
        this.random = new SplittableRandom(seed);
        this.objects = new FuzzObjects(random);
        this.kinds = () ->
                kinds.all().stream().filter(kind -> !kind.verbs().isEmpty()).toList();
    }

    /** The first one: it defines a kind. */
    public static Request definition() {
        return new Request(
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "",
                "application/json",
                "application/json",
                FuzzManifests.definition());
    }

    /** The next one. */
    public Request next() {
        Kind kind = objects.any(kinds.get());
        String name = kind.type().kind().equals("CustomResourceDefinition") && objects.chance(80)
                ? "ships.example.org"
                : objects.any(FuzzObjects.NAMES);
        boolean named = kind.verbs().contains("get") && objects.chance(60);
        String method = named
                ? objects.any(
                        List.of("GET", "PUT", "PUT", "PATCH", "PATCH", "PATCH", "PATCH", "DELETE", "HEAD", "POST"))
                : objects.any(List.of("GET", "POST", "POST", "POST", "POST", "POST", "POST", "DELETE"));
        if (objects.chance(2)) {
            method = objects.any(List.of("OPTIONS", "PATCH", "PUT", "DELETE"));
        }
        String path = path(kind, named ? name : "");
        String type = objects.chance(10) ? objects.any(TYPES) : type(method);
        byte[] body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : body(kind, name, type, method);
        String accept = objects.chance(70) ? "application/json" : objects.any(ACCEPTS);
        Request request = new Request(method, path, query(), type, accept, body);
        // The rest is to find something to work on.
        boolean destroys = method.equals("DELETE") && path.matches("/api/v1/namespaces(/default|/)?");
        return destroys ? next() : request;
    }

    private String path(Kind kind, String name) {
        StringBuilder path = new StringBuilder(
                kind.type().group().isEmpty() ? "/api/" : "/apis/" + kind.type().group() + "/");
        path.append(objects.chance(1) ? "v0" : kind.type().version());
        boolean within = kind.type().namespaced() != objects.chance(2);
        if (within && (!name.isEmpty() || objects.chance(80))) {
            path.append("/namespaces/")
                    .append(objects.chance(90) ? "default" : encoded(objects.any(FuzzObjects.NAMES)));
        }
        path.append('/').append(kind.type().plural());
        if (!name.isEmpty()) {
            path.append('/').append(encoded(name));
            if (objects.chance(25)) {
                List<String> below = kind.subresources().stream()
                        .map(Kind.Subresource::name)
                        .filter(subresource -> !STREAMS.contains(subresource))
                        .collect(Collectors.toList());
                below.addAll(List.of("status", "scale", "nothing"));
                path.append('/').append(objects.any(below));
            }
        }
        return path.toString();
    }

    private String type(String method) {
        return method.equals("PATCH")
                ? TYPES.get(3 + random.nextInt(objects.chance(10) ? 4 : 3))
                : objects.any(TYPES.subList(0, 2));
    }

    private String query() {
        if (objects.chance(70)) {
            return "";
        }
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> objects.any(PARAMETERS) + "=" + encoded(objects.any(VALUES)))
                .collect(Collectors.joining("&"));
    }

    private byte[] body(Kind kind, String name, String type, String method) {
        if (method.equals("DELETE") && objects.chance(60)) {
            return new byte[0];
        }
        if (objects.chance(2)) {
            return FuzzObjects.deep(1 + random.nextInt(20_000));
        }
        if (type.equals(PROTOBUF)) {
            byte[] rubbish = new byte[random.nextInt(60)];
            random.nextBytes(rubbish);
            byte[] magic = {'k', '8', 's', 0};
            System.arraycopy(magic, 0, rubbish, 0, Math.min(magic.length, rubbish.length));
            return rubbish;
        }
        JsonNode tree = type.equals("application/json-patch+json") && objects.chance(90)
                ? patch()
                : objects.sound(kind, objects.chance(95) ? name : "other");
        if (objects.chance(40)) {
            objects.spoil(tree);
        }
        byte[] whole = Json.encode(tree);
        return objects.chance(5) ? Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole;
    }

    private JsonNode patch() {
        var operations = Json.array();
        for (int count = random.nextInt(4); count > 0; count--) {
            ObjectNode operation = operations.addObject();
            operation.put("op", objects.any(List.of("add", "remove", "replace", "move", "copy", "test", "explode")));
            operation.put("path", pointer());
            operation.put("from", pointer());
            operation.set("value", objects.junk());
        }
        return operations;
    }

    private String pointer() {
        return objects.any(List.of(
                "",
                "/",
                "/metadata",
                "/metadata/labels",
                "/metadata/labels/app",
                "/metadata/name",
                "/metadata/resourceVersion",
                "/spec",
                "/metadata/annotations",
                "/spec/containers/0",
                "/spec/containers/-",
                "/spec/containers/99999999999",
                "/spec/replicas",
                "/status",
                "/data/a~1b",
                "/data/~2",
                "kind"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
