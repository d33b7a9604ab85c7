package io.quarterdeck.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.TokenIssuer.BoundObject;
import io.quarterdeck.machinery.access.TokenIssuer.Request;
import io.quarterdeck.machinery.access.TokenReviewer.Review;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.memory.MemoryStore;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServiceAccountTokensTest {

    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final Store store = new MemoryStore();
    private final KeyPair keys = newKeys();
    private final ServiceAccountTokens tokens =
            new ServiceAccountTokens(new TokenSigner(keys), store, ISSUER, () -> Objects.requireNonNull(now.get()));

    private @Nullable KubeObject account;

    @BeforeEach
    void makeAccount() throws StoreException, InterruptedException {
        account = create("serviceaccounts", "ServiceAccount", "web", "sa-uid");
        create("pods", "Pod", "web-1", "pod-uid");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private String token(List<String> audiences, @Nullable BoundObject bound) {
        return tokens.issue(new Request(Objects.requireNonNull(account), audiences, Duration.ofHours(1), bound))
                .token();
    }

    @Test
    void knowsItsOwnTokensAgain() {
        Review review = tokens.review(token(List.of(), new BoundObject("Pod", "web-1", "pod-uid")), List.of());

        assertThat(review.error()).isEmpty();
        assertThat(review.user()).isNotNull().satisfies(user -> {
            assertThat(user.name()).isEqualTo("system:serviceaccount:default:web");
            assertThat(user.uid()).isEqualTo("sa-uid");
            assertThat(user.groups())
                    .containsExactly(
                            "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
            assertThat(user.extra()).containsEntry("authentication.kubernetes.io/pod-name", List.of("web-1"));
        });
    }

    @Test
    void refusesATokenOfAnotherKey() {
        ServiceAccountTokens others = new ServiceAccountTokens(
                new TokenSigner(newKeys()), store, ISSUER, () -> Objects.requireNonNull(now.get()));
        String foreign = others.issue(
                        new Request(Objects.requireNonNull(account), List.of(), Duration.ofHours(1), null))
                .token();

        assertThat(tokens.review(foreign, List.of()).user()).isNull();
        assertThat(tokens.review("rubbish", List.of()).user()).isNull();
        assertThat(tokens.review("a.b.c", List.of()).user()).isNull();
        assertThat(tokens.review("", List.of()).user()).isNull();
    }

    @Test
    void refusesATokenWhoseClaimsWereChanged() {
        String token = token(List.of(), null);
        String[] parts = token.split("\\.", -1);
        String changed = parts[0] + "." + new StringBuilder(parts[1]).reverse() + "." + parts[2];

        assertThat(tokens.review(changed, List.of()).user()).isNull();
    }

    @Test
    void refusesATokenAfterItsTime() {
        String token = token(List.of(), null);
        now.updateAndGet(then -> then.plus(Duration.ofMinutes(59)));
        assertThat(tokens.review(token, List.of()).user()).isNotNull();
        now.updateAndGet(then -> then.plus(Duration.ofMinutes(2)));
        assertThat(tokens.review(token, List.of()).user()).isNull();
    }

    @Test
    void refusesATokenForSomebodyElse() {
        String token = token(List.of("vault", "other"), null);

        assertThat(tokens.review(token, List.of()).user()).isNull();
        assertThat(tokens.review(token, List.of("vault", "third")).audiences()).containsExactly("vault");
    }

    @Test
    void refusesATokenOnceItsPodIsGone() throws StoreException, InterruptedException {
        String token = token(List.of(), new BoundObject("Pod", "web-1", "pod-uid"));
        assertThat(tokens.review(token, List.of()).user()).isNotNull();

        delete("pods", "web-1");
        assertThat(tokens.review(token, List.of()).user()).isNull();

        create("pods", "Pod", "web-1", "another-uid");
        assertThat(tokens.review(token, List.of()).user()).isNull();
    }

    @Test
    void refusesATokenOnceItsAccountIsGone() throws StoreException, InterruptedException {
        String token = token(List.of(), null);
        delete("serviceaccounts", "web");

        assertThat(tokens.review(token, List.of()).user()).isNull();
    }

    private KubeObject create(String resource, String kind, String name, String uid)
            throws StoreException, InterruptedException {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", uid);
        return store.commit(new Write.Create(resource, Header.of(object, List.of()), KubeObject.encodeDraft(object)));
    }

    private void delete(String resource, String name) throws StoreException, InterruptedException {
        var key = new io.quarterdeck.model.ObjectKey("default", name);
        long revision = store.snapshot(resource).get(key).orElseThrow().revision();
        store.commit(new Write.Delete(resource, key, revision));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
