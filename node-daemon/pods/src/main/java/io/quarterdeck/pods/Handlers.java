package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.ContainerRuntime.ExecResult;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;

/** Does what a probe or a hook asks: runs a command in the container, asks over HTTP, opens a connection. */
final class Handlers {

    /** Enough of an answer for an event; as upstream. */
    private static final int ANSWER_BYTES_MAX = 10 * 1024;

    private static final int HTTP_OK_MIN = 200;
    private static final int HTTP_FAIL_MIN = 400;
    private static final int PORT_MAX = 65_535;

    private final ContainerRuntime runtime;
    private final SSLSocketFactory trusting;

    /** @param trusting makes TLS connections that check nothing: a probe's certificate is the pod's own affair */
    Handlers(ContainerRuntime runtime, SSLSocketFactory trusting) {
        this.runtime = runtime;
        this.trusting = trusting;
    }

    /** How it went, and what to say if it went wrong. */
    record Answer(boolean success, String text) {}

    /** Where the container is. */
    record Target(String containerId, String podIp, ContainerSpec container) {}

    Answer ask(JsonNode handler, Target target, Duration timeout) {
        if (handler.has("exec")) {
            return exec(handler.path("exec"), target, timeout);
        }
        if (handler.has("httpGet")) {
            return http(handler.path("httpGet"), target, timeout);
        }
        if (handler.has("tcpSocket")) {
            JsonNode socket = handler.path("tcpSocket");
            return tcp(host(socket, target), port(socket.path("port"), target), timeout);
        }
        if (handler.has("grpc")) {
            return tcp(target.podIp(), handler.path("grpc").path("port").asInt(), timeout);
        }
        return new Answer(true, "");
    }

    private Answer exec(JsonNode exec, Target target, Duration timeout) {
        List<String> command =
                Json.items(exec, "command").stream().map(JsonNode::asText).toList();
        try {
            ExecResult result = runtime.exec(target.containerId(), command, timeout);
            String said = new String(result.stdout(), StandardCharsets.UTF_8)
                    + new String(result.stderr(), StandardCharsets.UTF_8);
            return new Answer(result.exitCode() == 0, shortened(said));
        } catch (CriException.Unavailable e) {
            return new Answer(false, "command timed out: " + command + " timed out after " + GoDuration.text(timeout));
        } catch (CriException e) {
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    private static Answer tcp(String host, int port, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return new Answer(true, "");
        } catch (IOException e) {
            return new Answer(false, "dial tcp " + host + ":" + port + ": " + reason(e));
        }
    }

    private Answer http(JsonNode get, Target target, Duration timeout) {
        String host = host(get, target);
        int port = port(get.path("port"), target);
        String path = Json.text(get, "path");
        String scheme = Json.text(get, "scheme").toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        String url = (tls ? "https" : "http") + "://" + host + ":" + port + (path.isEmpty() ? "/" : path);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            try (Socket socket = tls ? trusting.createSocket(plain, host, port, true) : plain) {
                socket.getOutputStream().write(request(get, host, port, path).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                return judge(url, read(socket.getInputStream()));
            }
        } catch (IOException e) {
            return new Answer(false, "Get \"" + url + "\": " + reason(e));
        }
    }

    private static String request(JsonNode get, String host, int port, String path) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", host + ":" + port);
        headers.put("User-Agent", "kube-probe/1.35");
        headers.put("Accept", "*/*");
        Json.items(get, "httpHeaders")
                .forEach(header -> headers.put(Json.text(header, "name"), Json.text(header, "value")));
        headers.put("Connection", "close");
        StringBuilder text = new StringBuilder("GET ");
        text.append(path.isEmpty() ? "/" : path.startsWith("/") ? path : "/" + path)
                .append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
    }

    private static Answer judge(String url, String answer) {
        String[] status = answer.lines().findFirst().orElse("").split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("[0-9]{3}")) {
            return new Answer(false, "Get \"" + url + "\": malformed HTTP response");
        }
        int code = Integer.parseInt(status[1]);
        return code >= HTTP_OK_MIN && code < HTTP_FAIL_MIN
                ? new Answer(true, "")
                : new Answer(false, "HTTP probe failed with statuscode: " + code);
    }

    private static String host(JsonNode place, Target target) {
        String host = Json.text(place, "host");
        return host.isEmpty() ? target.podIp() : host;
    }

    private static int port(JsonNode port, Target target) {
        if (port.isNumber()) {
            return port.asInt();
        }
        String text = port.asText();
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PORT_MAX) {
            return Integer.parseInt(text);
        }
        return Json.items(target.container().spec(), "ports").stream()
                .filter(candidate -> Json.text(candidate, "name").equals(text))
                .mapToInt(candidate -> candidate.path("containerPort").asInt())
                .findFirst()
                .orElse(0);
    }

    private static String reason(IOException e) {
        return e instanceof java.net.SocketTimeoutException
                ? "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                : String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static String shortened(String text) {
        return text.length() > ANSWER_BYTES_MAX ? text.substring(0, ANSWER_BYTES_MAX) : text;
    }
}
