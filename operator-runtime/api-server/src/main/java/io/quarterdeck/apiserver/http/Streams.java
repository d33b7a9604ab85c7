package io.quarterdeck.apiserver.http;

/** What is not answered from the store but by a node or a pod: logs, exec, port-forward, proxies. */
public interface Streams {

    /** Whether this request is for them. */
    boolean handles(RequestInfo info);

    /**
     * Answers the request, now or later. On its event loop, before any of its body was read.
     *
     * @throws io.quarterdeck.model.ApiException if the request is refused
     */
    void handle(Exchange exchange);
}
