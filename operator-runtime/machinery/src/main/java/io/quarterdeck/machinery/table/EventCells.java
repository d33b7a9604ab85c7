package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.Locale;

/** An event's row. Events of both API groups, and of writers old and new, say the same things in different fields. */
final class EventCells {

    private EventCells() {}

    static String text(String column, ObjectNode event, Instant now) {
        return switch (column) {
            case "Last Seen" -> lastSeen(event, now);
            case "First Seen" -> HumanTime.since(first(event), now);
            case "Count" -> Integer.toString(count(event));
            case "Object" -> object(event);
            case "Subobject" ->
                firstOf(event, new String[] {"involvedObject", "fieldPath"}, new String[] {"regarding", "fieldPath"});
            case "Source" -> source(event);
            case "Message" ->
                firstOf(event, new String[] {"message"}, new String[] {"note"}).strip();
            default -> ComputedCells.NONE;
        };
    }

    private static String lastSeen(ObjectNode event, Instant now) {
        String last = firstOf(
                event, new String[] {"series", "lastObservedTime"}, new String[] {"lastTimestamp"}, new String[] {
                    "deprecatedLastTimestamp"
                });
        String since = HumanTime.since(last.isEmpty() ? first(event) : last, now);
        return count(event) > 1
                ? since + " (x" + count(event) + " over " + HumanTime.since(first(event), now) + ")"
                : since;
    }

    private static String first(ObjectNode event) {
        return firstOf(
                event,
                new String[] {"firstTimestamp"},
                new String[] {"deprecatedFirstTimestamp"},
                new String[] {"eventTime"},
                new String[] {"metadata", "creationTimestamp"});
    }

    private static int count(ObjectNode event) {
        int series = Json.at(event, "series", "count").asInt(0);
        return series > 0 ? series : Math.max(1, Json.at(event, "count").asInt(1));
    }

    private static String object(ObjectNode event) {
        String about = event.has("involvedObject") ? "involvedObject" : "regarding";
        return Json.text(event, about, "kind").toLowerCase(Locale.ROOT) + "/" + Json.text(event, about, "name");
    }

    private static String source(ObjectNode event) {
        String component =
                firstOf(event, new String[] {"source", "component"}, new String[] {"reportingComponent"}, new String[] {
                    "reportingController"
                });
        String host = Json.text(event, "source", "host");
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static String firstOf(ObjectNode event, String[]... paths) {
        for (String[] path : paths) {
            String text = Json.text(event, path);
            if (!text.isEmpty() && !text.equals("null")) {
                return text;
            }
        }
        return "";
    }
}
