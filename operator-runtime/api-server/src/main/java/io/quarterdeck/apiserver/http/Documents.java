package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.ApiAnswer;
import java.util.Optional;

/** What is served at URLs that name no object: discovery, health, version, metrics. May block. */
@FunctionalInterface
public interface Documents {

    /** The document at this URL; empty if there is none. {@code accept} is the Accept header, empty if there is none. */
    Optional<ApiAnswer> find(RequestInfo info, String accept);
}
