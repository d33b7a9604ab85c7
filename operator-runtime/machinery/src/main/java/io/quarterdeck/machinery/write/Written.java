package io.quarterdeck.machinery.write;

import io.quarterdeck.model.KubeObject;
import java.util.List;

/**
 * The end of a write that was not refused.
 *
 * @param object as it now stands, or would after a dry run
 */
public record Written(int code, KubeObject object, List<String> warnings) {

    public Written {
        warnings = List.copyOf(warnings);
    }
}
