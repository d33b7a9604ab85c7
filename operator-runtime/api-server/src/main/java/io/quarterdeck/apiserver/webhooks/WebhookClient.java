package io.quarterdeck.apiserver.webhooks;

import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls webhooks over HTTPS. A service is called at its cluster address, by the name that its certificate must show. */
public final class WebhookClient implements WebhookCaller, AutoCloseable {

    /** One client, with its open connections, for each bundle of authorities; clusters have a handful of them. */
    private static final int CLIENTS_MAX = 64;

    /** Twice the largest object that the API takes: an answer holds no more than a patch to one, in base64. */
    private static final int ANSWER_MAX = 6 << 20;

    private static final int HTTPS_PORT = 443;

    private final Vertx vertx;
    private final Store store;
    private final Map<String, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

    public WebhookClient(Vertx vertx, Store store) {
        this.vertx = vertx;
        this.store = store;
    }

    @Override
    public byte[] post(Place place, byte[] review, Duration timeout) throws IOException {
        String call = "Post \"" + place.url() + "?timeout=" + timeout.toSeconds() + "s\": ";
        Future<byte[]> answer;
        try {
            answer = client(place.authorities())
                    .request(request(place, timeout))
                    .compose(opened -> send(opened, review, timeout));
        } catch (IllegalArgumentException | io.vertx.core.VertxException e) {
            throw new IOException(call + e.getMessage(), e);
        }
        try {
            return answer.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(call + "context deadline exceeded", e);
        } catch (ExecutionException e) {
            throw new IOException(call + why(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(call + "interrupted", e);
        }
    }

    private static String why(Throwable cause) {
        Throwable first = cause;
        for (Throwable next = cause.getCause(); next != null; next = next.getCause()) {
            first = next;
        }
        return first instanceof TimeoutException
                        || String.valueOf(first.getMessage()).contains("timeout")
                ? "context deadline exceeded: " + first.getMessage()
                : String.valueOf(first.getMessage());
    }

    private RequestOptions request(Place place, Duration timeout) throws IOException {
        URI url = URI.create(place.url());
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : url.getRawQuery() + "&";
        int port = url.getPort() < 0 ? HTTPS_PORT : url.getPort();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(true)
                .setTimeout(timeout.toMillis())
                .setURI(path + "?" + query + "timeout=" + timeout.toSeconds() + "s");
        return place.service() ? options.setServer(SocketAddress.inetSocketAddress(port, address(url))) : options;
    }

    /** Cluster address of the service that a host like {@code web.default.svc} names. */
    private String address(URI url) throws IOException {
        String[] labels = url.getHost().split("\\.", -1);
        String address = store.snapshot(Resources.SERVICES.resource())
                .get(new ObjectKey(labels[1], labels[0]))
                .map(service -> Json.text(service.tree(), "spec", "clusterIP"))
                .orElseThrow(() -> new IOException("service \"" + labels[0] + "\" not found"));
        if (address.isEmpty() || address.equals("None")) {
            throw new IOException("service \"" + labels[0] + "\" has no cluster IP");
        }
        return address;
    }

    private static Future<byte[]> send(HttpClientRequest request, byte[] review, Duration timeout) {
        return request.putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json, */*")
                .idleTimeout(timeout.toMillis())
                .send(Buffer.buffer(review))
                .compose(WebhookClient::body);
    }

    private static Future<byte[]> body(HttpClientResponse response) {
        Buffer read = Buffer.buffer();
        io.vertx.core.Promise<byte[]> body = io.vertx.core.Promise.promise();
        response.handler(bytes -> {
            read.appendBuffer(bytes);
            if (read.length() > ANSWER_MAX) {
                body.tryFail("the answer is larger than " + ANSWER_MAX + " bytes");
                response.request().reset();
            }
        });
        response.exceptionHandler(body::tryFail);
        response.endHandler(end -> {
            if (response.statusCode() == 200) {
                body.tryComplete(read.getBytes());
            } else {
                body.tryFail("the server answered " + response.statusCode() + " " + response.statusMessage());
            }
        });
        return body.future();
    }

    private HttpClient client(String authorities) {
        synchronized (clients) {
            HttpClient known = clients.get(authorities);
            if (known != null) {
                return known;
            }
            if (clients.size() >= CLIENTS_MAX) {
                String oldest = clients.keySet().iterator().next();
                HttpClient last = clients.remove(oldest);
                if (last != null) {
                    last.close();
                }
            }
            HttpClientOptions options = new HttpClientOptions().setSsl(true);
            if (!authorities.isEmpty()) {
                options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorities)));
            }
            HttpClient made = vertx.createHttpClient(options);
            clients.put(authorities, made);
            return made;
        }
    }

    @Override
    public void close() {
        synchronized (clients) {
            clients.values().forEach(HttpClient::close);
            clients.clear();
        }
    }
}
