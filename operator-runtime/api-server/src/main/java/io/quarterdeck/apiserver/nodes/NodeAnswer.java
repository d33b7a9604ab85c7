package io.quarterdeck.apiserver.nodes;

import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.Status;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Reads how a node answers an upgrade: up to the end of its head if it agrees, and to the end of its body if not. */
final class NodeAnswer {

    /** A node that starts a process in a container answers in less, or not at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Head and, for a refusal, body: a Status of a few hundred bytes. */
    private static final int LENGTH_MAX = 64 * 1024;

    private static final String HEAD_END = "\r\n\r\n";

    private final Vertx vertx;
    private final NetSocket node;
    private final Outcome outcome;
    private final Buffer read = Buffer.buffer();
    private long timer = -1;
    private boolean done;

    NodeAnswer(Vertx vertx, NetSocket node, Outcome outcome) {
        this.vertx = vertx;
        this.node = node;
        this.outcome = outcome;
    }

    /** Which way it went; one of the two is called, once. */
    interface Outcome {

        /** The node agreed. The bytes are its head, as it wrote it, and what came right behind. */
        void upgraded(Buffer headAndMore);

        void refused(Refusal refusal);
    }

    /** What the node said instead; code 0 if it said nothing that can be understood. */
    record Refusal(int code, String contentType, byte[] body) {

        ApiAnswer toAnswer(String nodeName) {
            if (code < 400 || code > 599) {
                return ApiAnswer.of(Status.of(
                        503, "ServiceUnavailable", "node " + nodeName + " did not agree to upgrade the connection"));
            }
            String text = new String(body, StandardCharsets.UTF_8).strip();
            if (contentType.startsWith(ApiAnswer.JSON) && !text.isEmpty()) {
                return new ApiAnswer(code, ApiAnswer.JSON, List.of(body), List.of());
            }
            String reason = switch (code) {
                case 400 -> "BadRequest";
                case 403 -> "Forbidden";
                case 404 -> "NotFound";
                case 409 -> "Conflict";
                case 503 -> "ServiceUnavailable";
                default -> code < 500 ? "" : "InternalError";
            };
            return ApiAnswer.of(Status.of(code, reason, text.isEmpty() ? "node " + nodeName + " refused" : text));
        }
    }

    void await() {
        node.handler(this::add);
        node.endHandler(end -> finish());
        node.exceptionHandler(failure -> finish());
        node.closeHandler(closed -> finish());
        timer = vertx.setTimer(PATIENCE.toMillis(), late -> finish());
    }

    private void add(Buffer bytes) {
        if (done) {
            return;
        }
        read.appendBuffer(bytes);
        String text = read.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            if (read.length() > LENGTH_MAX) {
                finish();
            }
            return;
        }
        String head = text.substring(0, end);
        if (code(head) == 101) {
            stop();
            node.pause();
            outcome.upgraded(read);
            return;
        }
        String length = header(head, "content-length");
        int expected = length.isEmpty() ? LENGTH_MAX : number(length);
        if (read.length() - end - HEAD_END.length() >= Math.min(expected, LENGTH_MAX)) {
            finish();
        }
    }

    private void finish() {
        if (done) {
            return;
        }
        stop();
        String text = read.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            outcome.refused(new Refusal(0, "", new byte[0]));
        } else {
            String head = text.substring(0, end);
            byte[] body = read.getBytes(end + HEAD_END.length(), read.length());
            outcome.refused(new Refusal(code(head), header(head, "content-type"), body));
        }
    }

    private void stop() {
        done = true;
        vertx.cancelTimer(timer);
    }

    private static int code(String head) {
        String[] words = head.split("\r\n", 2)[0].split(" ", 3);
        return words.length < 2 ? 0 : number(words[1]);
    }

    private static String header(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
