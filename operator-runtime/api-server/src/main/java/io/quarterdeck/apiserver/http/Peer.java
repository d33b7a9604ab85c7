package io.quarterdeck.apiserver.http;

import io.quarterdeck.apiserver.access.Authenticator.Certificate;

/** What is known of one connection. Touched by its event loop, and read by the sweep on the same loop. */
final class Peer {

    private final Certificate certificate;
    private long lastActivity;
    private int inFlight;

    Peer(Certificate certificate, long now) {
        this.certificate = certificate;
        this.lastActivity = now;
    }

    Certificate certificate() {
        return certificate;
    }

    void begin() {
        inFlight++;
    }

    void end(long now) {
        inFlight--;
        lastActivity = now;
    }

    boolean idleSince(long then) {
        return inFlight == 0 && lastActivity - then < 0;
    }
}
