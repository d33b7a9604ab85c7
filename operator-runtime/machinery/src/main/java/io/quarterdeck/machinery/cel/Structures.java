package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code Object{spec: Object.spec{replicas: 3}}} and {@code JSONPatch{op: 'remove', path: '/a'}}: what a mutation is made of. The
 * types of an object's parts are called by their place. They have whatever fields an expression gives them; whether the kind
 * has such fields is found out when the result is merged into the object.
 */
final class Structures {

    static final String OBJECT = "Object";
    static final String PATCH = "JSONPatch";

    /** A name that nobody can write. */
    private static final String MAKE = "@structure";

    private static final Map<String, CelType> OF_PATCH = Map.of(
            "op", SimpleType.STRING, "path", SimpleType.STRING, "from", SimpleType.STRING, "value", SimpleType.DYN);

    private Structures() {}

    /** One that an expression has made. */
    private record Made(String type, Map<String, Object> fields) {}

    /** Declares all that an expression makes. */
    static void declare(CelAbstractSyntaxTree parsed, SchemaTypes types) {
        Map<String, Map<String, CelType>> found = new HashMap<>();
        CelNavigableAst.fromAst(parsed)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expression -> expression.exprKind().getKind() == CelExpr.ExprKind.Kind.STRUCT)
                .map(CelExpr::struct)
                .filter(made ->
                        made.messageName().equals(OBJECT) || made.messageName().startsWith(OBJECT + "."))
                .forEach(made -> {
                    Map<String, CelType> fields = found.computeIfAbsent(made.messageName(), _ -> new HashMap<>());
                    made.entries().forEach(entry -> fields.put(entry.fieldKey(), SimpleType.DYN));
                });
        found.put(PATCH, OF_PATCH);
        found.computeIfAbsent(OBJECT, _ -> new HashMap<>());
        found.forEach(types::named);
    }

    static void add(Functions functions) {
        Functions.Type text = new Functions.Type(SimpleType.STRING, String.class);
        Functions.Type fields = new Functions.Type(MapType.create(SimpleType.STRING, SimpleType.DYN), Map.class);
        functions
                .function(MAKE, SimpleType.DYN, List.of(text, fields), arguments -> made(arguments[0], arguments[1]))
                .function(
                        "jsonpatch.escapeKey",
                        SimpleType.STRING,
                        List.of(text),
                        arguments -> ((String) arguments[0]).replace("~", "~0").replace("/", "~1"));
    }

    private static Made made(Object type, Object fields) {
        Map<String, Object> known = new LinkedHashMap<>();
        ((Map<?, ?>) fields).forEach((name, value) -> known.put((String) name, value));
        return new Made((String) type, known);
    }

    /** The same expression, in which each structure is made by a call with its name and its fields. */
    static CelAbstractSyntaxTree asCalls(CelAbstractSyntaxTree tree) {
        CelMutableAst copy = CelMutableAst.fromCelAst(tree);
        List<CelMutableExpr> all = CelNavigableMutableAst.fromAst(copy)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .toList();
        AtomicLong id = new AtomicLong(ids(all));
        all.stream()
                .filter(expression -> expression.getKind() == CelExpr.ExprKind.Kind.STRUCT)
                .forEach(expression -> asCall(expression, id));
        return copy.toParsedAst();
    }

    private static void asCall(CelMutableExpr expression, AtomicLong id) {
        List<CelMutableExpr.CelMutableMap.Entry> fields = new ArrayList<>();
        for (CelMutableExpr.CelMutableStruct.Entry entry : expression.struct().entries()) {
            fields.add(CelMutableExpr.CelMutableMap.Entry.create(
                    entry.id(), text(entry.fieldKey(), id), entry.value(), entry.optionalEntry()));
        }
        CelMutableExpr name = text(expression.struct().messageName(), id);
        CelMutableExpr map = CelMutableExpr.ofMap(id.incrementAndGet(), CelMutableExpr.CelMutableMap.create(fields));
        expression.setCall(CelMutableExpr.CelMutableCall.create(MAKE, name, map));
    }

    private static CelMutableExpr text(String text, AtomicLong id) {
        return CelMutableExpr.ofConstant(id.incrementAndGet(), CelConstant.ofValue(text));
    }

    /** The highest number that is taken: entries of structures and maps have some, too. */
    private static long ids(List<CelMutableExpr> all) {
        long highest = 0;
        for (CelMutableExpr expression : all) {
            highest = Math.max(highest, expression.id());
            if (expression.getKind() == CelExpr.ExprKind.Kind.STRUCT) {
                for (CelMutableExpr.CelMutableStruct.Entry entry :
                        expression.struct().entries()) {
                    highest = Math.max(highest, entry.id());
                }
            } else if (expression.getKind() == CelExpr.ExprKind.Kind.MAP) {
                for (CelMutableExpr.CelMutableMap.Entry entry : expression.map().entries()) {
                    highest = Math.max(highest, entry.id());
                }
            }
        }
        return highest;
    }

    /**
     * An {@code Object} as a configuration to be merged.
     *
     * @throws Expression.Fault if it is none, or a part of it is called by another place than it stands at
     */
    static ObjectNode object(Object value) throws Expression.Fault {
        if (value instanceof Made made && made.type.equals(OBJECT)) {
            return fields(made, OBJECT);
        }
        throw new Expression.Fault("must evaluate to " + OBJECT, null);
    }

    /**
     * A list of {@code JSONPatch} as the operations of one.
     *
     * @throws Expression.Fault if it is none
     */
    static ArrayNode patch(Object value) throws Expression.Fault {
        if (!(value instanceof List<?> list)) {
            throw new Expression.Fault("must evaluate to a list of " + PATCH, null);
        }
        ArrayNode operations = Json.array();
        for (Object element : list) {
            if (!(element instanceof Made made) || !made.type.equals(PATCH)) {
                throw new Expression.Fault("must evaluate to a list of " + PATCH, null);
            }
            operations.add(fields(made, ""));
        }
        return operations;
    }

    /** @param place at which it must stand; empty if it may stand anywhere */
    private static ObjectNode fields(Made made, String place) throws Expression.Fault {
        if (!place.isEmpty() && !made.type.equals(place)) {
            throw new Expression.Fault(
                    "unexpected type name \"" + made.type + "\", expected \"" + place
                            + "\", which matches field name path from root Object type",
                    null);
        }
        ObjectNode object = Json.object();
        for (Map.Entry<String, Object> field : made.fields.entrySet()) {
            String below = place.isEmpty() ? "" : place + "." + field.getKey();
            object.set(Identifiers.unescape(field.getKey()), tree(field.getValue(), below));
        }
        return object;
    }

    private static JsonNode tree(@Nullable Object value, String place) throws Expression.Fault {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case NullValue _ -> nodes.nullNode();
            case Made made -> fields(made, place);
            case String text -> nodes.textNode(text);
            case Boolean truth -> nodes.booleanNode(truth);
            case Double number -> nodes.numberNode(number);
            case Number number -> nodes.numberNode(number.longValue());
            case CelByteString bytes -> nodes.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                for (Object element : list) {
                    array.add(tree(element, place));
                }
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    object.set(String.valueOf(entry.getKey()), tree(entry.getValue(), place));
                }
                yield object;
            }
            default -> nodes.textNode(value.toString());
        };
    }
}
