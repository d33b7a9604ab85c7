package io.quarterdeck.machinery.subresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.read.Reader;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.Json;

/** Serves what stands below objects, save for {@code status}, which is the object itself. */
public final class Subresources {

    private final Reader reader;
    private final Scales scales;
    private final PodActions pods;
    private final Tokens tokens;

    public Subresources(Reader reader, Scales scales, PodActions pods, Tokens tokens) {
        this.reader = reader;
        this.scales = scales;
        this.pods = pods;
        this.tokens = tokens;
    }

    /** Answers a request for a subresource. What is not served here is not found. */
    public ApiAnswer serve(Target target, ApiRequest request) {
        return switch (target.type().resource() + "/" + target.subresource()) {
            case "pods/binding" -> {
                requirePost(request);
                yield ApiAnswer.of(pods.bind(target, body(request), options(request)));
            }
            case "pods/eviction" -> {
                requirePost(request);
                yield ApiAnswer.of(pods.evict(target, body(request), options(request)));
            }
            case "serviceaccounts/token" -> {
                requirePost(request);
                yield answer(201, tokens.issue(target, reader.get(target), body(request), request.user()));
            }
            case "pods/log",
                    "pods/exec",
                    "pods/attach",
                    "pods/portforward",
                    "pods/proxy",
                    "services/proxy",
                    "nodes/proxy" ->
                throw Refusals.badRequest("the subresource " + target.subresource() + " of "
                        + target.type().resource() + " is a stream, which this connection cannot carry");
            default -> {
                if (!target.subresource().equals("scale")) {
                    throw Refusals.unknownResource();
                }
                yield scale(target, request);
            }
        };
    }

    /** {@code POST .../bindings}, the older address of a pod's binding. */
    public ApiAnswer bind(Target bindings, Target pod, ApiRequest request) {
        ObjectNode binding = body(request);
        String name = Json.text(binding, "metadata", "name");
        if (name.isEmpty() || bindings.namespace().isEmpty()) {
            throw Refusals.badRequest("name is required for a binding");
        }
        return ApiAnswer.of(pods.bind(pod.named(name), binding, options(request)));
    }

    private ApiAnswer scale(Target target, ApiRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> answer(200, scales.read(target, reader.get(target)));
            case "PUT" ->
                answer(
                        200,
                        scales.replace(
                                target,
                                Body.decodeObject(request.body(), request.contentType()),
                                WriteOptions.of(request, "UpdateOptions")));
            case "PATCH" ->
                answer(
                        200,
                        Body.mediaType(request.contentType()).equals(Body.APPLY)
                                ? scales.apply(
                                        target,
                                        Body.decodeObject(request.body(), request.contentType()),
                                        WriteOptions.ofApply(request))
                                : scales.patch(
                                        target,
                                        request.body(),
                                        request.contentType(),
                                        WriteOptions.of(request, "PatchOptions")));
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private static void requirePost(ApiRequest request) {
        if (!request.method().equals("POST")) {
            throw Refusals.methodNotAllowed();
        }
    }

    private static ObjectNode body(ApiRequest request) {
        return Body.decodeObject(request.body(), request.contentType()).object();
    }

    private static WriteOptions options(ApiRequest request) {
        return WriteOptions.of(request, "CreateOptions");
    }

    private static ApiAnswer answer(int code, ObjectNode body) {
        return ApiAnswer.json(code, Json.encode(body));
    }
}
