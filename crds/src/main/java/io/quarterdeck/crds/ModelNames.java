package io.quarterdeck.crds;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which name the official API documents give a model, and which class holds it. The client's classes are called after kind
 * and version ({@code V1PodSpec}) and lose the group, so a class belongs to the group of whoever named it first.
 */
final class ModelNames {

    private static final String CLASSES = "io.kubernetes.client.openapi.models.";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Set<String> META_CLASSES = Set.of(
            "V1Condition",
            "V1DeleteOptions",
            "V1FieldSelectorRequirement",
            "V1LabelSelector",
            "V1LabelSelectorRequirement",
            "V1ListMeta",
            "V1ManagedFieldsEntry",
            "V1ObjectMeta",
            "V1OwnerReference",
            "V1Preconditions");

    /** Models outside {@code io.k8s.api}. */
    private static final Map<String, String> PACKAGES = Map.of(
            "", "io.k8s.api.core",
            "apiextensions.k8s.io", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions",
            "apiregistration.k8s.io", "io.k8s.kube-aggregator.pkg.apis.apiregistration");

    private final Map<Class<?>, String> names = new HashMap<>();

    /** The official name of a kind. */
    static String of(String group, String version, String kind) {
        int dot = group.indexOf('.');
        String plain = "io.k8s.api." + (dot < 0 ? group : group.substring(0, dot));
        return PACKAGES.getOrDefault(group, plain) + "." + version + "." + kind;
    }

    /** The class of an official name, which from now on has that name. */
    Class<?> declare(String name) throws ClassNotFoundException {
        Class<?> model = find(name);
        String known = names.putIfAbsent(model, name);
        if (known != null && !known.equals(name)) {
            throw new IllegalArgumentException(model.getSimpleName() + " is " + known + " and cannot be " + name);
        }
        return model;
    }

    /** The name of a class that a model of the given name refers to. */
    String name(Class<?> model, String referrer) {
        return names.computeIfAbsent(model, unnamed -> {
            String simple = unnamed.getSimpleName();
            if (META_CLASSES.contains(simple)) {
                return META + simple.substring(2);
            }
            String location = referrer.substring(0, referrer.lastIndexOf('.'));
            String version = location.substring(location.lastIndexOf('.') + 1);
            int at = simple.toLowerCase(Locale.ROOT).indexOf(version);
            return at < 0 ? location + "." + simple : location + "." + simple.substring(at + version.length());
        });
    }

    private static Class<?> find(String name) throws ClassNotFoundException {
        String[] parts = name.split("\\.", -1);
        String kind = parts[parts.length - 1];
        String version = capitalised(parts[parts.length - 2]);
        String group = capitalised(parts[parts.length - 3]);
        try {
            return Class.forName(CLASSES + group + version + kind);
        } catch (ClassNotFoundException e) {
            return Class.forName(CLASSES + version + kind);
        }
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
