package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.ApiAnswer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Spares clients that know what is served from being told it again: they ask every few minutes, and it seldom changes. */
final class EntityTag {

    private static final int NOT_MODIFIED = 304;

    /** The two that name everything; clients ask for these alone. */
    private static final Set<String> PATHS = Set.of("/api", "/apis");

    private EntityTag() {}

    /**
     * Gives an answer its tag, and takes away its body if the client has it.
     *
     * @param known what the client has ({@code If-None-Match}); empty if it says nothing
     */
    static ApiAnswer apply(Exchange exchange, String known, ApiAnswer answer) {
        if (answer.code() != 200 || !PATHS.contains(exchange.info().path())) {
            return answer;
        }
        String tag = of(answer);
        exchange.later(() -> {
            HttpServerResponse response = exchange.request().response();
            if (!response.headWritten()) {
                response.putHeader(HttpHeaders.ETAG, tag);
                response.headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            }
        });
        boolean same = List.of(known.split("\\s*,\\s*", -1)).contains(tag);
        return same ? new ApiAnswer(NOT_MODIFIED, answer.contentType(), List.of(), List.of()) : answer;
    }

    private static String of(ApiAnswer answer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            answer.pieces().forEach(digest::update);
            return '"' + HexFormat.of().withUpperCase().formatHex(digest.digest()) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
