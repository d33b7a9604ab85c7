package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with the kernel parameters that a pod asks for; whether they are safe is for the node to say. */
final class Sysctls {

    private static final int LENGTH_MAX = 253;
    private static final String SEGMENT = "[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile("(?:" + SEGMENT + "[./])*" + SEGMENT);

    private Sysctls() {}

    static void validate(List<JsonNode> sysctls, String path, Faults faults) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sysctls.size(); i++) {
            String field = path + "[" + i + "].name";
            String name = Json.text(sysctls.get(i), "name");
            if (name.isEmpty()) {
                faults.required(field, "");
            } else if (name.length() > LENGTH_MAX || !NAME.matcher(name).matches()) {
                faults.invalid(
                        field,
                        name,
                        "must have at most " + LENGTH_MAX
                                + " characters and consist of lower-case letters, digits, '-' and '_' in"
                                + " segments that are separated by '.' or '/' and begin and end with a letter or a digit,"
                                + " such as 'kernel.shm_rmid_forced'");
            } else if (!names.add(name)) {
                faults.duplicate(field, name);
            }
        }
    }
}
