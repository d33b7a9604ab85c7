package io.quarterdeck.dns;

import java.io.IOException;

/** Bytes that are no DNS message. */
final class DnsFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    DnsFormatException(String message) {
        super(message);
    }
}
