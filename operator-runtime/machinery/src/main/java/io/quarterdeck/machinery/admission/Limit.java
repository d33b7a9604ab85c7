package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.model.quota.Demand;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One entry of a LimitRange. */
record Limit(String type, JsonNode entry) {

    private static final int RATIO_DIGITS = 6;

    static Limit of(JsonNode entry) {
        return new Limit(Json.text(entry, "type"), entry);
    }

    /** Adds what of a demand is too little or too much. */
    void check(Demand demand, List<String> faults) {
        bounds("min").forEach((resource, bound) -> checkMin(resource, bound, demand, faults));
        bounds("max").forEach((resource, bound) -> checkMax(resource, bound, demand, faults));
        bounds("maxLimitRequestRatio").forEach((resource, bound) -> checkRatio(resource, bound, demand, faults));
    }

    private Map<String, String> bounds(String field) {
        return new TreeMap<>(Json.textMap(entry, field));
    }

    private void checkMin(String resource, String bound, Demand demand, List<String> faults) {
        String usage = "minimum " + resource + " usage per " + type + " is " + bound;
        Quantity least = Quantity.parse(bound);
        Quantity request = demand.requests().get(resource);
        Quantity limit = demand.limits().get(resource);
        if (request == null) {
            faults.add(usage + ".  No request is specified");
        } else if (request.compareTo(least) < 0) {
            faults.add(usage + ", but request is " + text(resource, request));
        } else if (limit != null && limit.compareTo(least) < 0) {
            faults.add(usage + ", but limit is " + text(resource, limit));
        }
    }

    private void checkMax(String resource, String bound, Demand demand, List<String> faults) {
        String usage = "maximum " + resource + " usage per " + type + " is " + bound;
        Quantity most = Quantity.parse(bound);
        Quantity request = demand.requests().get(resource);
        Quantity limit = demand.limits().get(resource);
        boolean claim = type.equals("PersistentVolumeClaim");
        if (limit == null && !claim) {
            faults.add(usage + ".  No limit is specified");
        } else if (limit != null && limit.compareTo(most) > 0) {
            faults.add(usage + ", but limit is " + text(resource, limit));
        } else if (request != null && request.compareTo(most) > 0) {
            faults.add(usage + ", but request is " + text(resource, request));
        }
    }

    private void checkRatio(String resource, String bound, Demand demand, List<String> faults) {
        String ratio = resource + " max limit to request ratio per " + type + " is " + bound + ", but ";
        @Nullable Quantity request = demand.requests().get(resource);
        @Nullable Quantity limit = demand.limits().get(resource);
        if (request == null || request.value().signum() == 0) {
            faults.add(ratio + "no request is specified or request is 0");
        } else if (limit == null || limit.value().signum() == 0) {
            faults.add(ratio + "no limit is specified or limit is 0");
        } else {
            var observed = limit.value().divide(request.value(), RATIO_DIGITS, RoundingMode.HALF_UP);
            if (observed.compareTo(Quantity.parse(bound).value()) > 0) {
                faults.add(ratio + "provided ratio is " + observed.toPlainString());
            }
        }
    }

    /** As people write it: cores in thousandths if need be, everything else in whole units or the unit that fits. */
    private static String text(String resource, Quantity amount) {
        if (resource.equals("cpu")) {
            long milli = amount.milli();
            return milli % 1_000 == 0 ? Long.toString(milli / 1_000) : milli + "m";
        }
        long whole = amount.whole();
        String units = "KMGTPE";
        int unit = -1;
        while (whole != 0 && whole % 1_024 == 0 && unit < units.length() - 1) {
            whole /= 1_024;
            unit++;
        }
        return unit < 0 ? Long.toString(whole) : whole + String.valueOf(units.charAt(unit)) + "i";
    }
}
