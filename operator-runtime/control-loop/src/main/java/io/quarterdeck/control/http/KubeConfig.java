package io.quarterdeck.control.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Where the API is and who we are: the current context of a kubeconfig file.
 *
 * @param server such as {@code https://10.0.0.1:6443}
 * @param trustAll whether the server's certificate is not checked
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">kubeconfig</a>
 */
public record KubeConfig(
        URI server,
        Optional<Pem> authorities,
        Optional<ClientCertificate> certificate,
        Optional<Path> tokenFile,
        Optional<String> token,
        boolean trustAll) {

    /** Text in PEM form. */
    public record Pem(String text) {}

    /** A client certificate and its key, as PEM. */
    public record ClientCertificate(Pem certificate, Pem key) {

        /** Keeps the key out of logs. */
        @Override
        public String toString() {
            return "ClientCertificate";
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file and what is missing in it
     * @throws IOException if it, or a file that it names, cannot be read
     */
    public static KubeConfig load(Path file) throws IOException {
        JsonNode config = new YAMLMapper().readTree(Files.readString(file));
        String context = Json.text(config, "current-context");
        JsonNode chosen = Json.at(named(file, config, "contexts", context), "context");
        JsonNode cluster = Json.at(named(file, config, "clusters", Json.text(chosen, "cluster")), "cluster");
        JsonNode user = Json.at(named(file, config, "users", Json.text(chosen, "user")), "user");
        String server = Json.text(cluster, "server");
        if (server.isEmpty()) {
            throw new IllegalArgumentException(file + " names no server");
        }
        Optional<Pem> certificate = pem(file, user, "client-certificate");
        Optional<Pem> key = pem(file, user, "client-key");
        return new KubeConfig(
                URI.create(server),
                pem(file, cluster, "certificate-authority"),
                certificate.flatMap(cert -> key.map(secret -> new ClientCertificate(cert, secret))),
                text(user, "tokenFile").map(name -> beside(file, name)),
                text(user, "token"),
                Json.at(cluster, "insecure-skip-tls-verify").asBoolean(false));
    }

    /** The bearer token as it is now: a token file is replaced while we run. Empty if there is none. */
    Optional<String> currentToken() {
        if (tokenFile.isEmpty()) {
            return token;
        }
        try {
            return Optional.of(Files.readString(tokenFile.get()).strip());
        } catch (IOException e) {
            return token;
        }
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "KubeConfig[" + server + "]";
    }

    private static JsonNode named(Path file, JsonNode config, String list, String name) {
        return Json.items(config, list).stream()
                .filter(entry -> Json.text(entry, "name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no entry '" + name + "' in " + list));
    }

    private static Optional<Pem> pem(Path file, JsonNode node, String field) throws IOException {
        Optional<String> data = text(node, field + "-data");
        if (data.isPresent()) {
            byte[] bytes = Base64.getMimeDecoder().decode(data.get());
            return Optional.of(new Pem(new String(bytes, StandardCharsets.US_ASCII)));
        }
        Optional<String> name = text(node, field);
        return name.isEmpty() ? Optional.empty() : Optional.of(new Pem(Files.readString(beside(file, name.get()))));
    }

    private static Path beside(Path file, String name) {
        return file.toAbsolutePath().resolveSibling(name);
    }

    private static Optional<String> text(JsonNode node, String field) {
        String text = Json.text(node, field);
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
