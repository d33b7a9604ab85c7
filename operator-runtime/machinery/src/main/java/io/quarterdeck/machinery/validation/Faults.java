package io.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the faults of one object. For one thread. */
public final class Faults {

    /** What is said of a field that was changed and cannot be. */
    public static final String IMMUTABLE = "field is immutable";

    /** TCP, UDP and SCTP have sixteen bits for it. */
    private static final int PORT_MAX = 65_535;

    private final List<Status.Cause> causes = new ArrayList<>();

    /** Says it once: where the schema has said that the field is missing, this is the better text. */
    public void required(String field, String detail) {
        causes.removeIf(cause -> cause.field().equals(field) && cause.reason().equals("FieldValueRequired"));
        add("FieldValueRequired", detail.isEmpty() ? "Required value" : "Required value: " + detail, field);
    }

    public void invalid(String field, String value, String detail) {
        add("FieldValueInvalid", "Invalid value: \"" + value + "\": " + detail, field);
    }

    /** For values that are no text: numbers stand bare, objects and lists as JSON. */
    public void invalid(String field, JsonNode value, String detail) {
        if (value.isTextual()) {
            invalid(field, value.asText(), detail);
        } else {
            String text = value.isMissingNode() ? "null" : value.toString();
            add("FieldValueInvalid", "Invalid value: " + text + ": " + detail, field);
        }
    }

    public void invalid(String field, long value, String detail) {
        add("FieldValueInvalid", "Invalid value: " + value + ": " + detail, field);
    }

    public void forbidden(String field, String detail) {
        add("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    public void duplicate(String field, String value) {
        add("FieldValueDuplicate", "Duplicate value: \"" + value + "\"", field);
    }

    /** A port's number that is none. */
    public void port(String field, long port) {
        if (port < 1 || port > PORT_MAX) {
            invalid(field, port, "must be between 1 and " + PORT_MAX + ", inclusive");
        }
    }

    /** A port's name that is none. */
    public void portName(String field, String name) {
        invalidIf(Names.portNameFault(name), field, name);
    }

    public void notFound(String field, String value) {
        add("FieldValueNotFound", "Not found: \"" + value + "\"", field);
    }

    public void tooLong(String field, long most) {
        add("FieldValueTooLong", "Too long: may not be more than " + most + " bytes", field);
    }

    public void unsupported(String field, String value, Collection<String> supported) {
        String list = supported.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
        add("FieldValueNotSupported", "Unsupported value: \"" + value + "\": supported values: " + list, field);
    }

    public void add(Status.Cause cause) {
        causes.add(cause);
    }

    /** Adds nothing if {@code fault} is empty: the answer of a check in {@code Names}. */
    public void invalidIf(String fault, String field, String value) {
        if (!fault.isEmpty()) {
            invalid(field, value, fault);
        }
    }

    public boolean isEmpty() {
        return causes.isEmpty();
    }

    public List<Status.Cause> causes() {
        return List.copyOf(causes);
    }

    /** Answers 422 with every fault, if there is any. */
    public void refuse(ResourceType type, String name) {
        if (!causes.isEmpty()) {
            throw new ApiException(Status.invalid(type, name, causes));
        }
    }

    private void add(String reason, String message, String field) {
        causes.add(new Status.Cause(reason, message, field));
    }
}
