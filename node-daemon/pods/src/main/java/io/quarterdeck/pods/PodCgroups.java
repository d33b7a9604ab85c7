package io.quarterdeck.pods;

import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The cgroup that holds a pod's containers, in version 1 or 2: its weight and limits, and its removal. */
final class PodCgroups {

    private static final Logger LOG = Logger.getLogger(PodCgroups.class);

    private static final long SHARES_MIN = 2;
    private static final long SHARES_PER_CPU = 1024;
    private static final long MILLIS_PER_CPU = 1000;

    private final Path root;
    private final String pods;

    /**
     * @param root where cgroupfs is mounted
     * @param pods the group that holds all pods of this node
     */
    PodCgroups(Path root, String pods) {
        this.root = root;
        this.pods = pods;
    }

    /** Weighs the pod against others by what it asks for, and limits its memory if every container is limited. */
    void limit(Pod pod) {
        String group = QosClass.of(pod).cgroup(pods, pod.uid()).substring(1);
        long millis = 0;
        long bytes = 0;
        boolean limited = true;
        for (ContainerSpec container : pod.containers()) {
            millis += amount(container, "requests", "cpu").milli();
            long limit = amount(container, "limits", "memory").whole();
            bytes += limit;
            limited &= limit > 0;
        }
        long shares = Math.max(SHARES_MIN, millis * SHARES_PER_CPU / MILLIS_PER_CPU);
        if (unified()) {
            write(root.resolve(group).resolve("cpu.weight"), weight(shares));
            write(root.resolve(group).resolve("memory.max"), limited ? bytes : Long.MAX_VALUE);
        } else {
            write(root.resolve("cpu").resolve(group).resolve("cpu.shares"), shares);
            if (limited) {
                write(root.resolve("memory").resolve(group).resolve("memory.limit_in_bytes"), bytes);
            }
        }
    }

    /** Removes the pod's cgroup; what is not empty yet is left to the next who tries. */
    void remove(Pod pod) {
        String group = QosClass.of(pod).cgroup(pods, pod.uid()).substring(1);
        for (Path hierarchy : hierarchies()) {
            Path folder = hierarchy.resolve(group);
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                LOG.debugf("The cgroup %s stays", folder);
            } catch (IOException e) {
                LOG.debugf("The cgroup %s could not be removed: %s", folder, e.getMessage());
            }
        }
    }

    private boolean unified() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    private List<Path> hierarchies() {
        if (unified()) {
            return List.of(root);
        }
        List<Path> hierarchies = new ArrayList<>();
        try (Stream<Path> entries = Files.list(root)) {
            entries.filter(Files::isDirectory).forEach(hierarchies::add);
        } catch (IOException e) {
            LOG.debugf("The cgroups cannot be listed: %s", e.getMessage());
        }
        return hierarchies;
    }

    private static Quantity amount(ContainerSpec container, String kind, String name) {
        String text = Json.text(container.spec(), "resources", kind, name);
        if (text.isEmpty() && kind.equals("requests")) {
            text = Json.text(container.spec(), "resources", "limits", name);
        }
        return Quantity.parse(text.isEmpty() ? "0" : text);
    }

    /** The kernel's own mapping of version 1's shares (2 to 262144) onto version 2's weight (1 to 10000). */
    private static long weight(long shares) {
        return 1 + (shares - 2) * 9999 / 262142;
    }

    private static void write(Path file, long value) {
        try {
            if (Files.exists(file)) {
                Files.writeString(file, value == Long.MAX_VALUE ? "max" : Long.toString(value));
            }
        } catch (IOException e) {
            LOG.debugf("%s could not be set to %d: %s", file, value, e.getMessage());
        }
    }
}
