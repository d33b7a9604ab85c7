package io.quarterdeck.apiserver;

import io.quarterdeck.apiserver.access.GroupAuthorizer;
import io.quarterdeck.apiserver.access.ServiceAccountTokens;
import io.quarterdeck.apiserver.access.TokenSigner;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.store.Store;
import java.time.InstantSource;

/**
 * What edge and machinery share: who may do what, and the tokens of service accounts.
 *
 * @param tokens both the machinery's TokenIssuer and its TokenReviewer
 */
public record Access(Authorizer authorizer, ServiceAccountTokens tokens, TokenSigner signer) {

    /** Access as this cluster's keys and groups grant it. */
    public static Access of(ApiServerConfig config, Pki pki, Store store, InstantSource clock) {
        TokenSigner signer = new TokenSigner(pki.tokenKeys());
        return new Access(
                new GroupAuthorizer(), new ServiceAccountTokens(signer, store, config.issuer(), clock), signer);
    }
}
