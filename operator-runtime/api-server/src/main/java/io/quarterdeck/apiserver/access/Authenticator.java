package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.TokenReviewer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, by client certificate first and bearer token second. */
public final class Authenticator {

    private static final String BEARER = "Bearer ";

    private final TokenReviewer tokens;
    private final User admin;
    private final byte[] adminToken;

    /** {@code adminToken} is the one bearer token that is no service account's. */
    public Authenticator(TokenReviewer tokens, User admin, String adminToken) {
        this.tokens = tokens;
        this.admin = admin;
        this.adminToken = adminToken.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Who asks; empty if credentials were shown and none is good.
     *
     * @param certificate what the connection's client certificate says
     * @param authorization the Authorization header; null if there is none
     */
    public Optional<User> authenticate(Certificate certificate, @Nullable String authorization) {
        if (certificate instanceof Certificate.Of(User user)) {
            return Optional.of(user);
        }
        boolean token = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (authorization != null && token) {
            String text = authorization.substring(BEARER.length()).strip();
            if (MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), adminToken)) {
                return Optional.of(admin);
            }
            return Optional.ofNullable(tokens.review(text, List.of()).user());
        }
        return certificate instanceof Certificate.Refused ? Optional.empty() : Optional.of(User.ANONYMOUS);
    }

    /** What a connection's client certificate says of its user. */
    public sealed interface Certificate {

        /** There is none. */
        Certificate NONE = new None();

        /** There is one that we do not trust. */
        Certificate REFUSED = new Refused();

        record None() implements Certificate {}

        record Refused() implements Certificate {}

        /** There is one that we signed. */
        record Of(User user) implements Certificate {}
    }
}
