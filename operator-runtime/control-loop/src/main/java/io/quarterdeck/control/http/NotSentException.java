package io.quarterdeck.control.http;

/** The cause of a failure that came before anything was sent: whatever was asked for has surely not happened. */
final class NotSentException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSentException(Throwable cause) {
        super(cause);
    }
}
