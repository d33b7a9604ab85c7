package io.quarterdeck.apiserver;

import io.quarterdeck.apiserver.access.ServiceAccountTokens;
import io.quarterdeck.apiserver.access.TokenSigner;
import io.quarterdeck.apiserver.authorization.ClusterAccess;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.store.Store;
import java.time.InstantSource;

/**
 * What edge and machinery share: who may do what, and the tokens of service accounts.
 *
 * @param guard looks at what is written, where the URL does not say enough
 * @param tokens both the machinery's TokenIssuer and its TokenReviewer
 */
public record Access(Authorizer authorizer, WriteGuard guard, ServiceAccountTokens tokens, TokenSigner signer) {

    /** Access as this cluster's keys, roles and bindings grant it. */
    public static Access of(ApiServerConfig config, Pki pki, Store store, InstantSource clock) {
        TokenSigner signer = new TokenSigner(pki.tokenKeys());
        ClusterAccess rights = ClusterAccess.of(store);
        return new Access(
                rights.authorizer(),
                rights.guard(),
                new ServiceAccountTokens(signer, store, config.issuer(), clock),
                signer);
    }
}
