package io.quarterdeck.node;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads a log file in CRI's format ({@code TIME STREAM P|F TEXT}) and writes what the container said. Following waits for
 * the file to change and goes over to the next file when the log is rotated.
 */
final class LogReader {

    private static final int BLOCK = 32 << 10;

    /** The end of a container is no change of its file: looked for this often while following. */
    private static final int ALIVE_SECONDS = 1;

    private final LogOptions options;
    private final OutputStream out;
    private final BooleanSupplier alive;
    private long left;
    private byte[] pending = new byte[0];

    /** @param alive whether more may come */
    LogReader(LogOptions options, OutputStream out, BooleanSupplier alive) {
        this.options = options;
        this.out = out;
        this.alive = alive;
        this.left = options.limitBytes().orElse(Long.MAX_VALUE);
    }

    void copy(Path log) throws IOException, InterruptedException {
        if (!options.follow()) {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                file.seek(start(file));
                drain(file);
            }
            return;
        }
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            Objects.requireNonNull(log.getParent())
                    .register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            boolean first = true;
            boolean more = true;
            while (more) {
                more = follow(log, watch, first);
                first = false;
            }
        }
    }

    /** Follows one file to its end; true if another took its name. */
    private boolean follow(Path log, WatchService watch, boolean first) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            Object identity = identity(log);
            file.seek(first ? start(file) : 0);
            while (true) {
                boolean wasAlive = alive.getAsBoolean();
                drain(file);
                out.flush();
                if (left <= 0) {
                    return false;
                }
                if (Files.exists(log) && !Objects.equals(identity, identity(log))) {
                    drain(file);
                    return true;
                }
                if (!wasAlive) {
                    return false;
                }
                var key = watch.poll(ALIVE_SECONDS, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    private static Object identity(Path log) throws IOException {
        return Files.getAttribute(log, "unix:ino");
    }

    private void drain(RandomAccessFile file) throws IOException {
        byte[] block = new byte[BLOCK];
        int count = file.read(block);
        while (count > 0 && left > 0) {
            take(block, count);
            count = file.read(block);
        }
    }

    private void take(byte[] block, int count) throws IOException {
        int from = 0;
        for (int at = 0; at < count; at++) {
            if (block[at] == '\n') {
                line(joined(block, from, at));
                from = at + 1;
            }
        }
        pending = joined(block, from, count);
    }

    private byte[] joined(byte[] block, int from, int to) {
        byte[] line = new byte[pending.length + to - from];
        System.arraycopy(pending, 0, line, 0, pending.length);
        System.arraycopy(block, from, line, pending.length, to - from);
        pending = new byte[0];
        return line;
    }

    private void line(byte[] line) throws IOException {
        int time = indexOf(line, 0);
        int stream = indexOf(line, time + 1);
        int tag = indexOf(line, stream + 1);
        if (time < 0 || stream < 0 || tag < 0) {
            return;
        }
        String name = new String(line, time + 1, stream - time - 1, StandardCharsets.US_ASCII);
        boolean wanted = options.stream().isEmpty()
                || options.stream().equals("all")
                || options.stream().equals(name);
        if (!wanted || tooOld(new String(line, 0, time, StandardCharsets.US_ASCII))) {
            return;
        }
        if (options.timestamps()) {
            write(line, 0, time + 1);
        }
        write(line, tag + 1, line.length - tag - 1);
        // A long line comes in parts; only the last one ends it.
        if (line[stream + 1] == 'F') {
            write(new byte[] {'\n'}, 0, 1);
        }
    }

    private boolean tooOld(String time) {
        if (options.since().isEmpty()) {
            return false;
        }
        try {
            return Instant.parse(time).isBefore(options.since().get());
        } catch (DateTimeException e) {
            return java.time.OffsetDateTime.parse(time)
                    .toInstant()
                    .isBefore(options.since().get());
        }
    }

    private void write(byte[] bytes, int from, int count) throws IOException {
        int fits = (int) Math.min(left, count);
        out.write(bytes, from, fits);
        left -= fits;
    }

    private static int indexOf(byte[] line, int from) {
        for (int at = from; at < line.length; at++) {
            if (line[at] == ' ') {
                return at;
            }
        }
        return -1;
    }

    /** Where the last lines that are wanted begin. */
    private long start(RandomAccessFile file) throws IOException {
        if (options.tailLines().isEmpty()) {
            return 0;
        }
        long wanted = options.tailLines().getAsLong();
        long end = file.length();
        if (wanted <= 0) {
            return end;
        }
        byte[] block = new byte[BLOCK];
        long found = 0;
        for (long at = end; at > 0; at -= BLOCK) {
            long from = Math.max(0, at - BLOCK);
            int count = (int) (at - from);
            file.seek(from);
            file.readFully(block, 0, count);
            for (int index = count - 1; index >= 0; index--) {
                boolean last = from + index == end - 1;
                if (block[index] == '\n' && !last && ++found == wanted) {
                    return from + index + 1;
                }
            }
        }
        return 0;
    }
}
