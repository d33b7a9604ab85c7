package io.quarterdeck.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.contract.Drafts;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes as fast as it can is killed, again and again, with the one signal that nothing can catch. Each time,
 * every write that it said was acknowledged must be there, and nothing that it did not say it was asking for.
 */
class CrashIT {

    private static final int KILLS = Integer.getInteger("kills", 24);
    private static final int ACKNOWLEDGED_MAX = 3_000;
    private static final long PAUSE_NANOS_MAX = 3_000_000;
    private static final String NOTHING = "-";

    @TempDir
    Path directory;

    /** What is known of one key: the last acknowledged state, and the one asked for since, if any. */
    private static final class Known {
        String value = NOTHING;
        long revision;

        @Nullable
        String asked;
    }

    private final Map<String, Known> keys = new HashMap<>();
    private final Set<Long> revisions = new HashSet<>();
    private long highest;

    @Test
    @Timeout(900)
    void losesNothingAcknowledgedAndInventsNothing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            int acknowledged = runAndKill(random, seed + kill);
            verify("-Dseed=" + seed + ", kill " + kill + " after " + acknowledged + " writes");
        }
        assertThat(revisions).hasSizeGreaterThan(KILLS);
    }

    private int runAndKill(SplittableRandom random, long seed) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        directory.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int target = 1 + random.nextInt(ACKNOWLEDGED_MAX);
        int acknowledged = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            boolean killed = false;
            // What was said before the end counts, whole lines only; so the reading goes on after the kill.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged += hear(line);
                if (!killed && acknowledged >= target) {
                    LockSupport.parkNanos(random.nextLong(PAUSE_NANOS_MAX));
                    // Process.destroyForcibly would also throw away what was said and not read yet.
                    child.toHandle().destroyForcibly();
                    killed = true;
                }
            }
            assertThat(killed).isTrue();
        }
        assertThat(child.waitFor()).isEqualTo(128 + 9);
        return acknowledged;
    }

    /** Takes note of a line; the number of writes that it acknowledges. A line cut off by the end asks for nothing. */
    private int hear(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            assertThat(words[0]).as(line).isNotEqualTo("failed");
            return 0;
        }
        Known known = keys.computeIfAbsent(words[1], name -> new Known());
        if (words[0].equals("ask")) {
            known.asked = words[2];
            return 0;
        }
        long revision = Long.parseLong(words[2]);
        assertThat(revisions.add(revision))
                .as("revision %s is given once", revision)
                .isTrue();
        known.value = Objects.requireNonNull(known.asked);
        known.revision = revision;
        known.asked = null;
        highest = Math.max(highest, revision);
        return 1;
    }

    private void verify(String when) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(directory)) {
            Snapshot snapshot = store.snapshot(CrashChild.RESOURCE);
            assertThat(store.revision()).as(when).isGreaterThanOrEqualTo(highest);
            Set<Long> live = new HashSet<>();
            snapshot.all().forEachRemaining(object -> {
                assertThat(keys).as(when).containsKey(object.key().name());
                assertThat(live.add(object.revision())).as(when).isTrue();
                assertThat(object.revision()).as(when).isLessThanOrEqualTo(store.revision());
            });
            keys.forEach((name, known) -> verify(when, name, known, snapshot));
            // What was written and not acknowledged has a revision too, which nobody may get again.
            highest = store.revision();
        }
    }

    private void verify(String when, String name, Known known, Snapshot snapshot) {
        KubeObject object =
                snapshot.get(new ObjectKey(CrashChild.NAMESPACE, name)).orElse(null);
        String value = object == null ? NOTHING : Drafts.value(object);
        boolean asAcknowledged = value.equals(known.value) && (object == null || object.revision() == known.revision);
        boolean asAsked = value.equals(known.asked) && (object == null || !revisions.contains(object.revision()));
        assertThat(asAcknowledged || asAsked)
                .as("%s: %s is %s, acknowledged was %s, asked for %s", when, name, object, known.revision, known.asked)
                .isTrue();
        known.value = value;
        known.revision = object == null ? 0 : object.revision();
        known.asked = null;
        if (object != null) {
            revisions.add(object.revision());
        }
    }
}
