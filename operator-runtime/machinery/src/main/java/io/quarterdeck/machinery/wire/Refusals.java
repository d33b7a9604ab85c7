package io.quarterdeck.machinery.wire;

import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.List;

/** The answers to requests that are wrong before any object is looked at. */
public final class Refusals {

    private Refusals() {}

    /** No such kind, version or subresource. */
    public static ApiException unknownResource() {
        return new ApiException(Status.of(404, "NotFound", "the server could not find the requested resource"));
    }

    public static ApiException methodNotAllowed() {
        return new ApiException(
                Status.of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
    }

    public static ApiException badRequest(String message) {
        return new ApiException(Status.badRequest(message));
    }

    public static ApiException unsupportedMediaType(String accepted) {
        return new ApiException(Status.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted));
    }

    /** The store does not answer; the client should come back. */
    public static ApiException unavailable(Throwable cause) {
        Status status = new Status(
                503,
                "ServiceUnavailable",
                "the store did not answer: " + cause.getMessage(),
                Status.Subject.NONE,
                List.of(),
                1);
        return new ApiException(status, cause);
    }

    /** A query parameter, or a field of an options body, with a value that is none of its values. */
    static ApiException unsupportedOption(String optionsKind, String field, String value, List<String> supported) {
        Faults faults = new Faults();
        faults.unsupported(field, value, supported);
        return invalidOptions(optionsKind, faults);
    }

    /** Faults of a request's options. */
    public static ApiException invalidOptions(String optionsKind, Faults faults) {
        ResourceType type = new ResourceType("meta.k8s.io", "v1", "", optionsKind, false);
        return new ApiException(Status.invalid(type, "", faults.causes()));
    }
}
