package io.quarterdeck.network;

import java.io.IOException;

/** A tool of the host refused or could not be run. The message names it and what it said. */
public final class CommandException extends IOException {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
