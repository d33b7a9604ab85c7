package io.quarterdeck.machinery.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.quarterdeck.machinery.kinds.Formats;
import io.quarterdeck.model.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** {@code format.named('dns1123Label').value().validate('a')}: empty if the text has the form, else what is wrong. */
final class FormatFunctions {

    private static final OpaqueType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type SELF = new Functions.Type(FORMAT, Named.class);

    private record Named(String name, UnaryOperator<String> fault) {}

    private FormatFunctions() {}

    static void add(Functions functions) {
        Map<String, Named> formats = formats();
        functions.function(
                "format.named",
                OptionalType.create(FORMAT),
                List.of(TEXT),
                arguments -> Optional.ofNullable(formats.get((String) arguments[0])));
        formats.forEach((name, format) -> functions.function("format." + name, FORMAT, List.of(), _ -> format));
        functions.method(
                "validate", OptionalType.create(ListType.create(SimpleType.STRING)), List.of(SELF, TEXT), arguments -> {
                    String fault = ((Named) arguments[0]).fault.apply((String) arguments[1]);
                    return fault.isEmpty() ? Optional.empty() : Optional.of(List.of(fault));
                });
    }

    private static Map<String, Named> formats() {
        Map<String, Named> formats = new TreeMap<>();
        add(formats, "dns1123Label", Names::labelFault);
        add(formats, "dns1123Subdomain", Names::subdomainFault);
        add(formats, "dns1035Label", Names::label1035Fault);
        add(formats, "qualifiedName", Names::qualifiedNameFault);
        add(formats, "labelValue", Names::labelValueFault);
        add(formats, "dns1123LabelPrefix", prefix -> Names.labelFault(withoutDash(prefix)));
        add(formats, "dns1123SubdomainPrefix", prefix -> Names.subdomainFault(withoutDash(prefix)));
        add(formats, "dns1035LabelPrefix", prefix -> Names.label1035Fault(withoutDash(prefix)));
        for (String name : List.of("uri", "uuid", "byte", "date", "datetime")) {
            String word = name.equals("datetime") ? "date-time" : name;
            add(formats, name, text -> Formats.fits(word, text) ? "" : "must be a valid " + word);
        }
        return Map.copyOf(formats);
    }

    private static void add(Map<String, Named> formats, String name, UnaryOperator<String> fault) {
        formats.put(name, new Named(name, fault));
    }

    /** A prefix for generated names may end in the dash that the rest follows. */
    private static String withoutDash(String prefix) {
        return prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }
}
