package io.quarterdeck.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the host's tools: {@code ip}, {@code bridge}, {@code nft}. Blocking; safe for any number of threads.
 *
 * @param prefix words before each command: empty, or such as {@code ip netns exec NAME}
 */
public record Commands(List<String> prefix) {

    /** Commands in the network namespace of this process. */
    public static final Commands HERE = new Commands(List.of());

    /** None of these tools takes a second; one that hangs must not hang the daemon. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** How much of a tool's complaint is worth passing on. */
    private static final int COMPLAINT_LENGTH_MAX = 400;

    public Commands {
        prefix = List.copyOf(prefix);
    }

    /** Runs a command and gives back what it printed. */
    public String run(String... command) throws CommandException, InterruptedException {
        return feed("", command);
    }

    /**
     * Runs a command on some input and gives back what it printed.
     *
     * @throws CommandException if it cannot be run, ends in failure, or takes longer than 30 seconds
     */
    public String feed(String input, String... command) throws CommandException, InterruptedException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(command));
        String name = String.join(" ", command);
        try {
            Process process = new ProcessBuilder(words).start();
            try {
                return exchange(process, input, name);
            } finally {
                process.destroyForcibly();
            }
        } catch (CommandException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandException(name + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static String exchange(Process process, String input, String name)
            throws IOException, InterruptedException {
        CompletableFuture<String> output = read(process.getInputStream());
        CompletableFuture<String> complaint = read(process.getErrorStream());
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read everything; its exit code says what that means.
            input = "";
        }
        if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CommandException(name + " did not end within " + TIMEOUT.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            String text = complaint.join().strip().replace('\n', ' ');
            throw new CommandException(name + " failed with exit code " + process.exitValue() + ": "
                    + text.substring(0, Math.min(text.length(), COMPLAINT_LENGTH_MAX)));
        }
        return output.join();
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().name("command-output").start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.complete("");
            }
        });
        return text;
    }
}
