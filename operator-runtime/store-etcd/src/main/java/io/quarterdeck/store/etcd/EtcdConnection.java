package io.quarterdeck.store.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The client of an etcd cluster, exchanged for a new one where it has not been getting through. */
final class EtcdConnection implements AutoCloseable {

    /** etcd takes requests of 1.5 MB, so a page of a few of the largest objects still fits. */
    private static final int INBOUND_BYTES_MAX = 16 << 20;

    /** A connection that died without a word is noticed after this and the time for an answer. */
    private static final Duration KEEPALIVE_EVERY = Duration.ofSeconds(10);

    private static final Duration KEEPALIVE_ANSWER_MAX = Duration.ofSeconds(5);

    private final List<URI> endpoints;
    private volatile Client client;
    private boolean closed;

    EtcdConnection(List<URI> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.client = open();
    }

    private Client open() {
        return Client.builder()
                .endpoints(endpoints)
                .maxInboundMessageSize(INBOUND_BYTES_MAX)
                .keepaliveTime(KEEPALIVE_EVERY)
                .keepaliveTimeout(KEEPALIVE_ANSWER_MAX)
                // A write must not wait for a connection: it would happen long after it was reported as failed.
                .waitForReady(false)
                .build();
    }

    KV kv() {
        return client.getKVClient();
    }

    Watch watch() {
        return client.getWatchClient();
    }

    /** After a long outage a gRPC channel tries only every two minutes, and cannot be told to; a new one tries at once. */
    void renew() {
        Client old;
        synchronized (this) {
            if (closed) {
                return;
            }
            old = client;
            client = open();
        }
        old.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
