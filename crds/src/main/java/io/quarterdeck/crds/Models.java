package io.quarterdeck.crds;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the client's model classes as JSON schemas and descriptions, each under its official name. */
final class Models {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ModelNames names = new ModelNames();
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, ObjectNode> descriptions = new TreeMap<>();
    private final Deque<Map.Entry<Class<?>, String>> waiting = new ArrayDeque<>();
    private final Map<Class<?>, Boolean> queued = new HashMap<>();

    /** Reads a model and all that it refers to. */
    void add(String name) throws ReflectiveOperationException {
        enqueue(names.declare(name), name);
        while (!waiting.isEmpty()) {
            Map.Entry<Class<?>, String> next = waiting.removeFirst();
            read(next.getKey(), next.getValue());
        }
    }

    /** Schemas by model name. To be changed by the caller: this is where hand-written words are laid over. */
    Map<String, ObjectNode> schemas() {
        return schemas;
    }

    /** By model name: what each field is for, and under the empty name what the model is for. */
    Map<String, ObjectNode> descriptions() {
        return descriptions;
    }

    private void enqueue(Class<?> model, String name) {
        if (queued.put(model, true) == null) {
            waiting.addLast(Map.entry(model, name));
        }
    }

    private void read(Class<?> model, String name) throws ReflectiveOperationException {
        ObjectNode properties = JSON.objectNode();
        ObjectNode texts = JSON.objectNode();
        ApiModel about = model.getAnnotation(ApiModel.class);
        texts.put("", about == null ? "" : about.description());
        Map<String, Field> fields = new TreeMap<>();
        for (Field field : model.getDeclaredFields()) {
            SerializedName serialized = field.getAnnotation(SerializedName.class);
            if (serialized != null) {
                fields.put(serialized.value(), field);
            }
        }
        for (Map.Entry<String, Field> entry : fields.entrySet()) {
            properties.set(entry.getKey(), schema(entry.getValue().getGenericType(), name));
            texts.put(entry.getKey(), description(model, entry.getValue()));
        }
        ObjectNode schema = JSON.objectNode().put("type", "object");
        Set<String> required = required(model);
        if (!required.isEmpty()) {
            ArrayNode list = schema.putArray("required");
            required.forEach(list::add);
        }
        schema.set("properties", properties);
        schemas.put(name, schema);
        descriptions.put(name, texts);
    }

    private ObjectNode schema(Type type, String referrer) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type element = arguments[arguments.length - 1];
            boolean list = generic.getRawType() == List.class;
            ObjectNode container = JSON.objectNode().put("type", list ? "array" : "object");
            container.set(list ? "items" : "additionalProperties", schema(element, referrer));
            return container;
        }
        if (type instanceof Class<?> simple) {
            ObjectNode scalar = scalar(simple);
            return scalar != null ? scalar : reference(simple, referrer);
        }
        throw new IllegalArgumentException("a field of " + referrer + " has a type nobody thought of: " + type);
    }

    private static @Nullable ObjectNode scalar(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        if (type == Object.class) {
            return schema.put("x-kubernetes-preserve-unknown-fields", true);
        }
        if (type == IntOrString.class) {
            return schema.put("x-kubernetes-int-or-string", true);
        }
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == Boolean.class) {
            return schema.put("type", "boolean");
        }
        String format = Map.<Class<?>, String>of(
                        Integer.class, "integer int32",
                        Long.class, "integer int64",
                        Double.class, "number double",
                        OffsetDateTime.class, "string date-time",
                        byte[].class, "string byte",
                        Quantity.class, "string quantity")
                .get(type);
        if (format == null) {
            return null;
        }
        int space = format.indexOf(' ');
        return schema.put("type", format.substring(0, space)).put("format", format.substring(space + 1));
    }

    private ObjectNode reference(Class<?> type, String referrer) {
        String name = names.name(type, referrer);
        enqueue(type, name);
        return JSON.objectNode().put("$ref", name);
    }

    private static String description(Class<?> model, Field field) {
        String getter = "get" + field.getName().toLowerCase(Locale.ROOT);
        for (Method method : model.getDeclaredMethods()) {
            ApiModelProperty property = method.getAnnotation(ApiModelProperty.class);
            if (property != null && method.getName().toLowerCase(Locale.ROOT).equals(getter)) {
                return property.value();
            }
        }
        return "";
    }

    private static Set<String> required(Class<?> model) throws ReflectiveOperationException {
        Set<String> required = new TreeSet<>();
        if (model.getField("openapiRequiredFields").get(null) instanceof Set<?> fields) {
            fields.forEach(field -> required.add(String.valueOf(field)));
        }
        return required;
    }
}
