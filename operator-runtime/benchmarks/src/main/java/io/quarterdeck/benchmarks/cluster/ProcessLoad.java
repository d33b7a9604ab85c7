package io.quarterdeck.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Memory and processor time of a set of processes, children included, as the kernel accounts for them. */
record ProcessLoad(long proportionalKib, long cpuTicks) {

    /** Linux reports processor time in these units to every program (USER_HZ). */
    static final int TICKS_A_SECOND = 100;

    static ProcessLoad of(List<Long> pids) throws IOException {
        long kib = 0;
        long ticks = 0;
        for (long pid : pids) {
            try {
                kib += proportional(pid);
                ticks += ticks(pid);
            } catch (NoSuchFileException e) {
                // It ended between being listed and being read.
            }
        }
        return new ProcessLoad(kib, ticks);
    }

    /** The most memory that a process has had in use since its beginning, or since {@link #resetPeak}. */
    static long peakResidentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    static void resetPeak(long pid) throws IOException {
        // 5 is this counter alone, of those that the kernel can reset here.
        Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    }

    private static long proportional(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private static long ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
