package io.quarterdeck.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The webhooks of the tests, as a program: it runs in a pod, with the host's Java. It refuses what is called "refused" and
 * every connection, marks ConfigMaps, and converts routes, which have {@code hostPort} in v1 and {@code host} and
 * {@code port} in v2.
 */
final class WebhookServer {

    static final int PORT = 8443;
    static final String PASSWORD = "webhook";

    private static final ObjectMapper JSON = new ObjectMapper();

    private WebhookServer() {}

    /** Serves until it is killed. The argument is the key store's file. */
    public static void main(String... arguments) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(PORT), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/validate", exchange -> answer(exchange, WebhookServer::validate));
        server.createContext("/mutate", exchange -> answer(exchange, WebhookServer::mutate));
        server.createContext("/convert", exchange -> answer(exchange, WebhookServer::convert));
        server.start();
    }

    private static void answer(HttpExchange exchange, Function<JsonNode, ObjectNode> webhook) throws IOException {
        try (exchange) {
            JsonNode review = JSON.readTree(exchange.getRequestBody());
            ObjectNode response = webhook.apply(review.get("request"));
            response.set("uid", review.at("/request/uid"));
            ObjectNode answer = JSON.createObjectNode();
            answer.set("apiVersion", review.get("apiVersion"));
            answer.set("kind", review.get("kind"));
            answer.set("response", response);
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ObjectNode validate(JsonNode request) {
        boolean connects = request.path("operation").asText().equals("CONNECT");
        boolean refused = connects || request.path("name").asText().equals("refused");
        ObjectNode response = JSON.createObjectNode().put("allowed", !refused);
        if (refused) {
            String what = request.path("operation").asText().toLowerCase(Locale.ROOT);
            response.putObject("status").put("message", "the webhook says no to " + what);
        }
        return response;
    }

    private static ObjectNode mutate(JsonNode request) {
        String patch = "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"marked\":\"yes\"}}]";
        return JSON.createObjectNode()
                .put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode convert(JsonNode request) {
        String version = request.path("desiredAPIVersion").asText();
        ObjectNode response = JSON.createObjectNode();
        response.putObject("result").put("status", "Success");
        ArrayNode converted = response.putArray("convertedObjects");
        for (JsonNode object : request.path("objects")) {
            ObjectNode next = ((ObjectNode) object.deepCopy()).put("apiVersion", version);
            ObjectNode spec = next.putObject("spec");
            if (version.endsWith("/v2")) {
                String[] parts = object.at("/spec/hostPort").asText().split(":", 2);
                spec.put("host", parts[0]).put("port", parts[1]);
            } else {
                spec.put(
                        "hostPort",
                        object.at("/spec/host").asText() + ":"
                                + object.at("/spec/port").asText());
            }
            converted.add(next);
        }
        return response;
    }
}
