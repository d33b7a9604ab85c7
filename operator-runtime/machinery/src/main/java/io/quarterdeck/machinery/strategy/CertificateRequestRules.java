package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a request for a certificate must say. */
final class CertificateRequestRules {

    /** Kubernetes' own bound: what is shorter is gone before it is spread. */
    private static final int SECONDS_MIN = 600;

    /** Signers before there were names. */
    private static final String LEGACY_SIGNER = "kubernetes.io/legacy-unknown";

    private static final int SIGNER_LENGTH_MAX = 571;

    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    private CertificateRequestRules() {}

    static void validate(JsonNode spec, Faults faults) {
        String request = Json.text(spec, "request");
        if (!request.isEmpty()) {
            faults.invalidIf(Pem.requestFault(request), "spec.request", request);
        }
        List<JsonNode> usages = Json.items(spec, "usages");
        if (usages.isEmpty()) {
            faults.required("spec.usages", "usages must be provided");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < usages.size(); i++) {
            String usage = usages.get(i).asText("");
            if (!USAGES.contains(usage)) {
                faults.unsupported("spec.usages[" + i + "]", usage, USAGES);
            }
            if (!seen.add(usage)) {
                faults.duplicate("spec.usages[" + i + "]", usage);
            }
        }
        signer(Json.text(spec, "signerName"), faults);
        JsonNode seconds = Json.at(spec, "expirationSeconds");
        if (seconds.isNumber() && seconds.asLong() < SECONDS_MIN) {
            faults.invalid(
                    "spec.expirationSeconds",
                    seconds,
                    "may not specify a duration less than " + SECONDS_MIN + " seconds (10 minutes)");
        }
    }

    private static void signer(String name, Faults faults) {
        String field = "spec.signerName";
        if (name.isEmpty()) {
            faults.required(field, "");
        } else if (name.equals(LEGACY_SIGNER)) {
            faults.invalid(field, name, "the legacy signerName is not allowed via this API version");
        } else if (name.length() > SIGNER_LENGTH_MAX) {
            faults.tooLong(field, SIGNER_LENGTH_MAX);
        } else {
            int slash = name.indexOf('/');
            String domain = slash < 0 ? "" : name.substring(0, slash);
            String path = name.substring(slash + 1);
            boolean sound = Names.subdomainFault(domain).isEmpty()
                    && domain.contains(".")
                    && Names.subdomainFault(path).isEmpty();
            if (!sound) {
                faults.invalid(
                        field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            }
        }
    }
}
