package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A question that is asked of a running container again and again.
 *
 * @param handler {@code exec}, {@code httpGet}, {@code tcpSocket} or {@code grpc}, one field deep
 * @param grace how long the container gets if it is killed for failing; the pod's own where absent
 */
public record Probe(
        Kind kind,
        JsonNode handler,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold,
        Optional<Duration> grace) {

    /** What the answer decides. */
    public enum Kind {
        STARTUP("Startup"),
        READINESS("Readiness"),
        LIVENESS("Liveness");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** As events spell it. */
        public String title() {
            return title;
        }
    }

    static Probe parse(Kind kind, JsonNode probe) {
        JsonNode grace = probe.path("terminationGracePeriodSeconds");
        return new Probe(
                kind,
                probe,
                Duration.ofSeconds(probe.path("initialDelaySeconds").asLong(0)),
                Duration.ofSeconds(Math.max(1, probe.path("periodSeconds").asLong(10))),
                Duration.ofSeconds(Math.max(1, probe.path("timeoutSeconds").asLong(1))),
                Math.max(1, probe.path("successThreshold").asInt(1)),
                Math.max(1, probe.path("failureThreshold").asInt(3)),
                grace.isNumber() ? Optional.of(Duration.ofSeconds(grace.asLong())) : Optional.empty());
    }
}
