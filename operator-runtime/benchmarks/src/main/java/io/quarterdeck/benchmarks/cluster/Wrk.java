package io.quarterdeck.benchmarks.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: requests a second over TLS, from a process of its own. */
final class Wrk {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
    private static final Pattern FAILED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

    private static final int THREADS = 2;

    private final String server;
    private final String token;
    private final int connections;
    private final int seconds;

    Wrk(String server, String token, int connections, int seconds) {
        this.server = server;
        this.token = token;
        this.connections = connections;
        this.seconds = seconds;
    }

    /** GETs one path. Answers a second; an answer that is no success is a failure of the run. */
    double get(String path) throws IOException, InterruptedException {
        return run(path, "");
    }

    /** POSTs ConfigMaps of 1 KB, each under a name of its own. */
    double create(String path, String prefix) throws IOException, InterruptedException {
        return run(path, """
                local thread = 0
                function setup(t) t:set("id", thread); thread = thread + 1 end
                function init() count = 0; filler = string.rep("x", 900) end
                function request()
                  count = count + 1
                  local name = "%s-" .. id .. "-" .. count
                  local body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"' .. name .. '"},"data":{"filler":"' .. filler .. '"}}'
                  return wrk.format("POST", nil, {["Content-Type"] = "application/json", ["Authorization"] = wrk.headers["Authorization"]}, body)
                end
                """.replace("%s", prefix));
    }

    private double run(String path, String script) throws IOException, InterruptedException {
        Path lua = Files.createTempFile("bench", ".lua");
        Files.writeString(lua, "wrk.headers[\"Authorization\"] = \"Bearer " + token + "\"\n" + script);
        Process process = new ProcessBuilder(List.of(
                        "wrk",
                        "-t" + Math.min(connections, THREADS),
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "-s",
                        lua.toString(),
                        server + path))
                .redirectErrorStream(true)
                .start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Files.delete(lua);
        Matcher failed = FAILED.matcher(shown);
        if (failed.find()) {
            throw new IllegalStateException(failed.group(1) + " requests to " + path + " were refused\n" + shown);
        }
        Matcher rate = RATE.matcher(shown);
        if (!rate.find()) {
            throw new IllegalStateException("wrk did not measure " + path + "\n" + shown);
        }
        return Double.parseDouble(rate.group(1));
    }
}
