package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Kind.Column;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of one kind, ready to be read off any object of it. */
final class Columns {

    private static final String DATE = "date";
    private static final String INTEGER = "integer";
    /** kubectl shows when a definition was made, and for everything else how long ago. */
    private static final String CREATED_AT = "Created At";

    private static final Column NAME = new Column(
            "Name",
            "string",
            "name",
            "Name of the object, unique among those of its kind in a namespace",
            ".metadata.name",
            0);
    private static final Column AGE =
            new Column("Age", DATE, "", "Time since creation", ".metadata.creationTimestamp", 0);

    private record Reader(Column column, @Nullable CellPath path) {}

    private final Kind kind;
    private final List<Reader> readers;

    Columns(Kind kind) {
        this.kind = kind;
        this.readers = columns(kind).stream()
                .map(column ->
                        new Reader(column, column.jsonPath().isEmpty() ? null : CellPath.parse(column.jsonPath())))
                .toList();
    }

    /** A kind that says nothing shows name and age; one that names a column of its own as the name's has no other. */
    private static List<Column> columns(Kind kind) {
        List<Column> columns = new ArrayList<>(kind.columns().isEmpty() ? List.of(AGE) : kind.columns());
        if (columns.stream().noneMatch(column -> column.format().equals("name"))) {
            columns.addFirst(NAME);
        }
        return columns;
    }

    ArrayNode definitions() {
        ArrayNode definitions = Json.array();
        for (Reader reader : readers) {
            Column column = reader.column();
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", column.priority());
        }
        return definitions;
    }

    ArrayNode cells(ObjectNode object, Instant now) {
        ArrayNode cells = Json.array();
        for (Reader reader : readers) {
            Column column = reader.column();
            if (reader.path() == null) {
                String text = ComputedCells.text(kind.type().resource(), column.name(), object, now);
                if (column.type().equals(INTEGER)) {
                    cells.add(Integer.parseInt(text));
                } else {
                    cells.add(text);
                }
            } else {
                add(cells, column, reader.path().read(object), now);
            }
        }
        return cells;
    }

    private void add(ArrayNode cells, Column column, List<JsonNode> values, Instant now) {
        if (values.isEmpty()) {
            addAbsent(cells, column);
        } else if (column.type().equals(DATE) && !column.name().equals(CREATED_AT)) {
            cells.add(HumanTime.since(values.getFirst().asText(""), now));
        } else if (values.size() == 1
                && values.getFirst().isValueNode()
                && !column.type().equals("string")) {
            cells.add(values.getFirst());
        } else {
            cells.add(String.join(",", values.stream().map(Columns::text).toList()));
        }
    }

    private void addAbsent(ArrayNode cells, Column column) {
        if (!kind.builtIn()) {
            cells.addNull();
        } else if (column.type().equals(INTEGER)) {
            cells.add(0);
        } else if (column.type().equals("boolean")) {
            cells.add(false);
        } else {
            cells.add(column.type().equals(DATE) ? HumanTime.UNKNOWN : ComputedCells.NONE);
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText("") : value.toString();
    }
}
