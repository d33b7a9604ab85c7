package io.quarterdeck.apiserver.documents;

import io.quarterdeck.apiserver.http.RequestInfo;
import io.quarterdeck.machinery.ApiAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /livez}, {@code /readyz}, {@code /healthz}, and each of their checks by name below them. */
public final class Health {

    private static final Set<String> ROOTS = Set.of("livez", "readyz", "healthz");
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final List<HealthCheck> checks;

    /** Beside {@code ping}, which is well whenever it can answer. */
    public Health(List<HealthCheck> checks) {
        List<HealthCheck> all = new ArrayList<>();
        all.add(new HealthCheck("ping", true, () -> true));
        all.addAll(checks);
        this.checks = List.copyOf(all);
    }

    Optional<ApiAnswer> find(RequestInfo info) {
        String[] parts = info.path().substring(1).split("/", 2);
        if (!ROOTS.contains(parts[0])) {
            return Optional.empty();
        }
        List<HealthCheck> relevant = checks.stream()
                .filter(check -> check.live() || !parts[0].equals("livez"))
                .toList();
        if (parts.length == 1 || parts[1].isEmpty()) {
            return Optional.of(all(parts[0], relevant, info));
        }
        return relevant.stream()
                .filter(check -> check.name().equals(parts[1]))
                .findFirst()
                .map(check -> check.well().getAsBoolean()
                        ? text(200, "ok")
                        : text(500, "internal server error: " + check.name() + " is not well\n"));
    }

    private static ApiAnswer all(String root, List<HealthCheck> checks, RequestInfo info) {
        List<String> excluded = info.query().getOrDefault("exclude", List.of());
        StringBuilder report = new StringBuilder();
        boolean well = true;
        for (HealthCheck check : checks) {
            if (excluded.contains(check.name())) {
                report.append("[+]").append(check.name()).append(" excluded: ok\n");
            } else if (check.well().getAsBoolean()) {
                report.append("[+]").append(check.name()).append(" ok\n");
            } else {
                well = false;
                report.append("[-]").append(check.name()).append(" failed: reason withheld\n");
            }
        }
        if (well) {
            boolean verbose = info.query().containsKey("verbose");
            return text(
                    200, verbose ? report.append(root).append(" check passed\n").toString() : "ok");
        }
        return text(500, report.append(root).append(" check failed\n").toString());
    }

    private static ApiAnswer text(int code, String text) {
        return new ApiAnswer(code, PLAIN, List.of(text.getBytes(StandardCharsets.UTF_8)), List.of());
    }
}
