package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.Defaults;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.kinds.UnknownFields;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects of users' kinds at the version of a request, and at the one that is stored. What has the right version already is
 * handed on; of the rest, a webhook converts many in one call. All are converted, or the request fails.
 */
public final class VersionConversion {

    /** What upstream gives a conversion. A definition cannot say otherwise. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Objects of one call: the webhook holds them all in memory, and converts them within the timeout. */
    private static final int OBJECTS_MAX = 500;

    /** Bytes of one call, but for its last object: what comes back must fit what an answer may have. */
    private static final int BYTES_MAX = 1 << 20;

    private final WebhookCaller caller;

    public VersionConversion(WebhookCaller caller) {
        this.caller = caller;
    }

    /** How stored objects are read at the version of a kind. */
    public Serving serving(Kind kind) {
        Serving serving = kind.isConverted() ? stored -> served(kind, stored) : Serving.AS_STORED;
        // A kind of ours is stored with the defaults that it has; a user's may have got some since.
        return kind.builtIn() || !kind.schema().hasDefaults()
                ? serving
                : stored -> serving.served(stored).stream()
                        .map(object -> defaulted(kind, object))
                        .toList();
    }

    private static KubeObject defaulted(Kind kind, KubeObject object) {
        ObjectNode tree = object.tree();
        ObjectNode whole = tree.deepCopy();
        Defaults.apply(kind.schema(), whole);
        return whole.equals(tree)
                ? object
                : KubeObject.commit(
                        Header.of(whole, kind.storedFields()), KubeObject.encodeDraft(whole), object.revision());
    }

    /** Whether an object lies in the store at another version than it would be written at now. */
    public static boolean isOutdated(Kind kind, KubeObject stored) {
        return !kind.builtIn() && !isAt(stored.json(), kind.storage().apiVersion());
    }

    /** The form in which an object of a user's kind is stored; the argument is not changed. */
    public ObjectNode stored(Kind kind, ObjectNode object) {
        String apiVersion = kind.storage().apiVersion();
        String written = Json.text(object, "apiVersion");
        if (kind.builtIn() || written.equals(apiVersion)) {
            return object;
        }
        if (kind.isConverted()) {
            return convert(kind, apiVersion, List.of(object.deepCopy())).getFirst();
        }
        if (!written.equals(kind.type().apiVersion())) {
            return object;
        }
        ObjectNode renamed = Json.object();
        renamed.setAll(object);
        return renamed.put("apiVersion", apiVersion);
    }

    /** An object at another version of its kind. The argument is not changed. */
    public ObjectNode between(Kind from, Kind to, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        String apiVersion = to.type().apiVersion();
        if (from.builtIn()) {
            return BuiltInForms.served(to, BuiltInForms.stored(from, copy));
        }
        return to.isConverted()
                ? convert(to, apiVersion, List.of(copy)).getFirst()
                : copy.put("apiVersion", apiVersion);
    }

    private List<KubeObject> served(Kind kind, List<KubeObject> stored) {
        String apiVersion = kind.type().apiVersion();
        List<KubeObject> others = stored.stream()
                .filter(object -> !isAt(object.json(), apiVersion))
                .toList();
        if (others.isEmpty()) {
            return stored;
        }
        Iterator<KubeObject> converted = converted(kind, others).iterator();
        List<KubeObject> served = new ArrayList<>(stored.size());
        for (KubeObject object : stored) {
            served.add(isAt(object.json(), apiVersion) ? object : converted.next());
        }
        return served;
    }

    private List<KubeObject> converted(Kind kind, List<KubeObject> others) {
        List<KubeObject> converted = new ArrayList<>(others.size());
        List<KubeObject> batch = new ArrayList<>();
        int bytes = 0;
        for (KubeObject object : others) {
            batch.add(object);
            bytes += object.json().length;
            if (batch.size() == OBJECTS_MAX || bytes >= BYTES_MAX) {
                add(kind, batch, converted);
                batch.clear();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            add(kind, batch, converted);
        }
        return converted;
    }

    private void add(Kind kind, List<KubeObject> batch, List<KubeObject> converted) {
        List<ObjectNode> trees = convert(
                kind,
                kind.type().apiVersion(),
                batch.stream().map(KubeObject::tree).toList());
        for (int i = 0; i < trees.size(); i++) {
            ObjectNode tree = trees.get(i);
            converted.add(KubeObject.commit(
                    Header.of(tree, kind.storedFields()),
                    KubeObject.encodeDraft(tree),
                    batch.get(i).revision()));
        }
    }

    private List<ObjectNode> convert(Kind kind, String apiVersion, List<ObjectNode> objects) {
        @Nullable JsonNode webhook = kind.versions().webhook();
        if (webhook == null) {
            throw new IllegalArgumentException("nobody converts " + kind.type());
        }
        ConversionReview review =
                ConversionReview.of(Json.at(webhook, "conversionReviewVersions"), apiVersion, objects);
        ObjectNode first = objects.getFirst();
        String what =
                "conversion webhook for " + Json.text(first, "apiVersion") + ", Kind=" + Json.text(first, "kind") + " ";
        List<ObjectNode> converted;
        try {
            WebhookCaller.Place place = WebhookCaller.Place.of(Json.at(webhook, "clientConfig"));
            converted = review.read(caller.post(place, review.question(), TIMEOUT));
        } catch (IOException e) {
            // No reason: kubectl's users know this failure as "Error from server: conversion webhook for ...".
            throw new ApiException(Status.of(500, "", what + "failed: " + e.getMessage()), e);
        } catch (ConversionReview.Unusable e) {
            throw new ApiException(Status.of(500, "", what + e.getMessage()), e);
        }
        Schema schema = kind.versions().schemas().get(apiVersion.substring(apiVersion.indexOf('/') + 1));
        converted.forEach(object -> prune(schema, object));
        return converted;
    }

    /** What the version does not know goes. Metadata is the original's, and has fields that no schema names. */
    private static void prune(@Nullable Schema schema, ObjectNode object) {
        if (schema != null) {
            JsonNode metadata = object.remove("metadata");
            UnknownFields.prune(schema, object);
            object.set("metadata", metadata);
        }
    }

    /** Whether canonical JSON begins with this version. */
    private static boolean isAt(byte[] json, String apiVersion) {
        byte[] start = ("{\"apiVersion\":\"" + apiVersion + "\"").getBytes(StandardCharsets.UTF_8);
        return json.length > start.length && Arrays.equals(json, 0, start.length, start, 0, start.length);
    }
}
