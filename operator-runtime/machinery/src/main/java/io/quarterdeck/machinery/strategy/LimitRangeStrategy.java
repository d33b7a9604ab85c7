package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** LimitRanges: of each resource the least, the usual and the most, in that order. */
final class LimitRangeStrategy implements Strategy {

    private static final Set<String> TYPES = Set.of("Container", "Pod", "PersistentVolumeClaim");

    @Override
    public Traits traits() {
        return Traits.RECORDED;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        List<JsonNode> limits = Json.items(object, "spec", "limits");
        for (int i = 0; i < limits.size(); i++) {
            item(limits.get(i), "spec.limits[" + i + "]", faults);
        }
    }

    private static void item(JsonNode item, String path, Faults faults) {
        String type = Json.text(item, "type");
        if (!type.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
            faults.invalid(path + ".type", type, "must be a standard limit type or fully qualified");
        }
        Set<String> names = new TreeSet<>();
        for (String field : List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")) {
            for (String name : Json.textMap(item, field).keySet()) {
                if (!type.equals("PersistentVolumeClaim")) {
                    ResourceNames.ofContainer(name, path + "." + field + "[" + name + "]", faults);
                }
                names.add(name);
            }
        }
        if (type.equals("Pod")) {
            for (String field : List.of("default", "defaultRequest")) {
                if (item.has(field)) {
                    faults.forbidden(path + "." + field, "may not be specified when `type` is 'Pod'");
                }
            }
        }
        if (type.equals("PersistentVolumeClaim")
                && !Json.at(item, "min").has("storage")
                && !Json.at(item, "max").has("storage")) {
            faults.required(
                    path + ".limits", "either minimum or maximum storage value is required, but neither was provided");
        }
        names.forEach(name -> new Resource(item, name, path, faults).validate());
    }

    /** The bounds of one resource. */
    private record Resource(JsonNode item, String name, String path, Faults faults) {

        void validate() {
            ordered("min", "max", "min", "min value %s is greater than max value %s");
            ordered("min", "defaultRequest", "defaultRequest", "min value %s is greater than default request value %s");
            ordered("defaultRequest", "max", "defaultRequest", "default request value %s is greater than max value %s");
            ordered(
                    "defaultRequest",
                    "default",
                    "defaultRequest",
                    "default request value %s is greater than default limit value %s");
            ordered("min", "default", "default", "min value %s is greater than default value %s");
            ordered("default", "max", "default", "default value %s is greater than max value %s");
            ratio();
        }

        private void ordered(String lesser, String greater, String blamed, String fault) {
            BigDecimal low = value(lesser);
            BigDecimal high = value(greater);
            if (low != null && high != null && low.compareTo(high) > 0) {
                faults.invalid(
                        path + "." + blamed + "[" + name + "]",
                        Json.text(item, lesser, name),
                        String.format(
                                java.util.Locale.ROOT,
                                fault,
                                Json.text(item, lesser, name),
                                Json.text(item, greater, name)));
            }
        }

        private void ratio() {
            BigDecimal ratio = value("maxLimitRequestRatio");
            if (ratio == null) {
                return;
            }
            String field = path + ".maxLimitRequestRatio[" + name + "]";
            String text = Json.text(item, "maxLimitRequestRatio", name);
            if (ratio.compareTo(BigDecimal.ONE) < 0) {
                faults.invalid(field, text, "ratio " + text + " is less than 1");
            }
            BigDecimal least = value("min");
            BigDecimal most = value("max");
            if (least != null && most != null && least.signum() > 0) {
                BigDecimal widest = most.divide(least, MathContext.DECIMAL64);
                if (ratio.compareTo(widest) > 0) {
                    faults.invalid(
                            field,
                            text,
                            String.format(
                                    java.util.Locale.ROOT, "ratio %s is greater than max/min = %f", text, widest));
                }
            }
        }

        private @Nullable BigDecimal value(String field) {
            Map<String, String> amounts = Json.textMap(item, field);
            String amount = amounts.get(name);
            return amount != null && Quantity.isQuantity(amount)
                    ? Quantity.parse(amount).value()
                    : null;
        }
    }
}
