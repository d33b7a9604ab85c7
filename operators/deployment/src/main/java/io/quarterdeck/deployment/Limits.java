package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How many pods a rolling update may have too many and too few, in pods. */
record Limits(int surge, int unavailable) {

    /** A rollout that takes all of the old away before anything new, or that does not roll. */
    static final Limits NONE = new Limits(0, 0);

    /**
     * Counts percentages out: the surge rounded up, the unavailable down. Where both come out as none, one pod may be
     * missing, or nothing could ever move.
     */
    static Limits of(JsonNode surge, JsonNode unavailable, int replicas) {
        int tooMany = count(surge, replicas, RoundingMode.CEILING);
        int tooFew = count(unavailable, replicas, RoundingMode.FLOOR);
        if (tooMany == 0 && tooFew == 0) {
            tooFew = 1;
        }
        return new Limits(tooMany, Math.min(tooFew, replicas));
    }

    private static int count(JsonNode value, int replicas, RoundingMode rounding) {
        if (value.isMissingNode() || value.isNull()) {
            return count("25%", replicas, rounding);
        }
        return value.isInt() ? value.asInt() : count(value.asText(), replicas, rounding);
    }

    private static int count(String text, int replicas, RoundingMode rounding) {
        if (!text.endsWith("%")) {
            return Integer.parseInt(text);
        }
        return new BigDecimal(text.substring(0, text.length() - 1))
                .multiply(BigDecimal.valueOf(replicas))
                .movePointLeft(2)
                .setScale(0, rounding)
                .intValueExact();
    }
}
