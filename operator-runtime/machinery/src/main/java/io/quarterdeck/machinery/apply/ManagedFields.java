package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code metadata.managedFields}: who owns which fields of one object. Each owner stands in it once, with something. */
public record ManagedFields(List<Entry> entries) {

    /** Nobody owns anything, as in an object that was written before ownership was tracked. */
    public static final ManagedFields NONE = new ManagedFields(List.of());

    private static final String FIELDS_TYPE = "FieldsV1";

    private static final Comparator<Entry> ORDER = Comparator.comparing(
                    (Entry entry) -> entry.owner().operation())
            .thenComparing(Entry::time)
            .thenComparing(entry -> entry.owner().name())
            .thenComparing(entry -> entry.owner().apiVersion())
            .thenComparing(entry -> entry.owner().subresource());

    /**
     * What one owner owns.
     *
     * @param time when it last took or changed a field, as RFC 3339 in UTC; empty if unknown
     */
    public record Entry(FieldOwner owner, String time, FieldSet fields) {}

    public ManagedFields {
        entries = List.copyOf(entries);
    }

    static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Reads an object's own field, which was written here; a missing node for none. */
    public static ManagedFields stored(JsonNode json) {
        if (json.isEmpty()) {
            return NONE;
        }
        List<Entry> entries = new ArrayList<>(json.size());
        for (JsonNode entry : json) {
            entries.add(entry(entry, FieldSet::trust));
        }
        return new ManagedFields(entries);
    }

    /**
     * Reads what a client wants the field to be. Empty if that says nothing that could be kept: it is absent, an empty list,
     * or no list of managed fields. A list of one empty entry is the client's wish to have none.
     */
    public static Optional<ManagedFields> read(JsonNode json) {
        if (!json.isArray() || json.isEmpty()) {
            return Optional.empty();
        }
        if (json.size() == 1 && json.get(0).isObject() && json.get(0).isEmpty()) {
            return Optional.of(NONE);
        }
        List<Entry> entries = new ArrayList<>(json.size());
        try {
            for (JsonNode entry : json) {
                add(entries, timed(entry(entry, FieldSet::parse)));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new ManagedFields(entries));
    }

    private static Entry entry(JsonNode json, Function<JsonNode, FieldSet> reader) {
        FieldOwner.Operation operation = switch (Json.text(json, "operation")) {
            case "Apply" -> FieldOwner.Operation.APPLY;
            case "Update" -> FieldOwner.Operation.UPDATE;
            default -> throw new IllegalArgumentException("the operation is Apply or Update");
        };
        if (!Json.text(json, "fieldsType").equals(FIELDS_TYPE)) {
            throw new IllegalArgumentException("the type of the fields is " + FIELDS_TYPE);
        }
        FieldOwner owner = new FieldOwner(
                Json.text(json, "manager"), operation, Json.text(json, "apiVersion"), Json.text(json, "subresource"));
        JsonNode fields = Json.at(json, "fieldsV1");
        FieldSet set = fields.isMissingNode() ? FieldSet.EMPTY : reader.apply(fields);
        return new Entry(owner, Json.text(json, "time"), set);
    }

    /** A time that cannot be read is none. */
    private static Entry timed(Entry entry) {
        Instant time = Json.time(Json.object().put("time", entry.time()), "time");
        return new Entry(entry.owner(), time == null ? "" : time(time), entry.fields());
    }

    private static void add(List<Entry> entries, Entry entry) {
        for (int i = 0; i < entries.size(); i++) {
            Entry before = entries.get(i);
            if (before.owner().is(entry.owner())) {
                entries.set(
                        i,
                        new Entry(entry.owner(), entry.time(), before.fields().union(entry.fields())));
                return;
            }
        }
        if (!entry.fields().isEmpty()) {
            entries.add(entry);
        }
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** What an owner owns. */
    public FieldSet of(FieldOwner owner) {
        return entries.stream()
                .filter(entry -> entry.owner().is(owner))
                .map(Entry::fields)
                .findFirst()
                .orElse(FieldSet.EMPTY);
    }

    /** Whether the same owners own the same, whenever they took it. */
    public boolean sameOwnership(ManagedFields other) {
        return entries.size() == other.entries.size()
                && entries.stream()
                        .allMatch(entry -> other.entries.stream()
                                .anyMatch(there -> there.owner().equals(entry.owner())
                                        && there.fields().sameAs(entry.fields())));
    }

    /** The field's value. Its text is made here and now and is not looked into again: nothing but an encoder may read it. */
    public JsonNode encode() {
        StringBuilder text = new StringBuilder(256 * entries.size()).append('[');
        String separator = "";
        for (Entry entry : entries.stream().sorted(ORDER).toList()) {
            text.append(separator);
            write(entry, text);
            separator = ",";
        }
        return JsonNodeFactory.instance.rawValueNode(
                new RawValue(text.append(']').toString()));
    }

    private static void write(Entry entry, StringBuilder text) {
        FieldOwner owner = entry.owner();
        PathElements.quote(owner.name(), text.append("{\"manager\":"));
        text.append(",\"operation\":\"").append(owner.operation().word()).append('"');
        PathElements.quote(owner.apiVersion(), text.append(",\"apiVersion\":"));
        if (!entry.time().isEmpty()) {
            text.append(",\"time\":\"").append(entry.time()).append('"');
        }
        text.append(",\"fieldsType\":\"" + FIELDS_TYPE + "\",\"fieldsV1\":");
        entry.fields().write(text);
        if (!owner.subresource().isEmpty()) {
            PathElements.quote(owner.subresource(), text.append(",\"subresource\":"));
        }
        text.append('}');
    }
}
