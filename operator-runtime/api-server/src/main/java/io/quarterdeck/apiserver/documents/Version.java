package io.quarterdeck.apiserver.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Locale;

/** Which Kubernetes we speak. */
public final class Version {

    /** The contract's version with our name behind it: clients compare the first part and ignore the second. */
    public static final String GIT_VERSION = "v1.35.0+quarterdeck";

    private Version() {}

    static byte[] document() {
        ObjectNode document = Json.object();
        document.put("major", "1")
                .put("minor", "35")
                .put("emulationMajor", "1")
                .put("emulationMinor", "35")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "34")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", "linux/" + architecture());
        return Json.encode(document);
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "aarch64" -> "arm64";
            default -> "amd64";
        };
    }
}
