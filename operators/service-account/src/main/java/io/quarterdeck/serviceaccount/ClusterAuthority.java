package io.quarterdeck.serviceaccount;

import io.quarterdeck.control.http.KubeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the cluster's certificate authority comes from. */
@FunctionalInterface
interface ClusterAuthority {

    /** The authority as PEM. Throws as long as it is not there yet. */
    String pem() throws IOException;

    /** A file of its own, or else the one that we check the API by ourselves. */
    static ClusterAuthority of(Optional<Path> caFile, Optional<Path> kubeConfig) {
        if (caFile.isPresent()) {
            return () -> Files.readString(caFile.get());
        }
        return () -> {
            Path file = kubeConfig.orElseThrow(
                    () -> new IOException("neither quarterdeck.ca-file nor quarterdeck.kubeconfig is set"));
            return KubeConfig.load(file)
                    .authorities()
                    .orElseThrow(() -> new IOException(file + " has no certificate authority"))
                    .text();
        };
    }
}
