package io.quarterdeck.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers whose signature was verified before: a signature that was right stays right, and verifying one costs more
 * than the rest of a request. Only good ones are kept, so that nobody can push them out with rubbish.
 */
final class VerifiedTokens {

    /** Tokens in use at one time: a few a pod. When more were seen it starts over, which costs one verification each. */
    private static final int TOKENS_MAX = 10_000;

    private final TokenSigner signer;
    private final ConcurrentHashMap<String, ObjectNode> claims = new ConcurrentHashMap<>();

    VerifiedTokens(TokenSigner signer) {
        this.signer = signer;
    }

    /** The claims of a token that we signed; not to be changed. */
    Optional<ObjectNode> claims(String token) {
        ObjectNode known = claims.get(token);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ObjectNode> fresh = signer.verify(token);
        fresh.ifPresent(body -> {
            if (claims.size() >= TOKENS_MAX) {
                claims.clear();
            }
            claims.put(token, body);
        });
        return fresh;
    }
}
