package io.quarterdeck.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command line to be run to its end. */
public record Command(List<String> words, Map<String, String> environment, String input, Duration timeout) {

    /** No single step of these tests takes longer on a healthy machine; the first build and start are given more. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** What a command left: its exit code and everything it printed, errors included. */
    public record Result(int code, String output, String errors) {

        /** The output of a command that must have succeeded. */
        public String expectSuccess() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + "\n" + output + errors);
            }
            return output;
        }

        /** What a command that must have failed printed. */
        public String expectFailure() {
            if (code == 0) {
                throw new AssertionError("it was expected to fail, and printed\n" + output + errors);
            }
            return output + errors;
        }
    }

    public static Command of(String... words) {
        return new Command(List.of(words), Map.of(), "", TIMEOUT);
    }

    public Command with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.put(name, value);
        return new Command(words, changed, input, timeout);
    }

    public Command reading(String text) {
        return new Command(words, environment, text, timeout);
    }

    public Command within(Duration limit) {
        return new Command(words, environment, input, limit);
    }

    public Result run() {
        try {
            Process process = start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            CompletableFuture<String> output = text(process.getInputStream());
            CompletableFuture<String> errors = text(process.getErrorStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " did not end within " + timeout + "\n"
                        + output.join() + errors.join());
            }
            return new Result(process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts the command and returns at once; the caller ends it. */
    public Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static CompletableFuture<String> text(java.io.InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        });
    }
}
