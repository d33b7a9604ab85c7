package io.quarterdeck.pods;

/** Why a container could not be started; the reason is what {@code kubectl get} shows. */
final class StartFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    StartFault(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    StartFault(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
