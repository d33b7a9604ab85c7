package io.quarterdeck.model;

/** A request that the API answered with a {@link Status}; {@code code} 4xx is the caller's fault, 5xx the world's. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Status status;

    public ApiException(Status status) {
        super(status.message());
        this.status = status;
    }

    public ApiException(Status status, Throwable cause) {
        super(status.message(), cause);
        this.status = status;
    }

    public Status status() {
        return status;
    }

    public boolean isNotFound() {
        return status.code() == 404;
    }

    public boolean isConflict() {
        return status.code() == 409 && status.reason().equals("Conflict");
    }

    public boolean isAlreadyExists() {
        return status.code() == 409 && status.reason().equals("AlreadyExists");
    }

    public boolean isGone() {
        return status.code() == 410;
    }
}
