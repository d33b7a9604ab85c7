package io.quarterdeck.apiserver.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which field has which number, by message. */
final class Shapes {

    private static final String TABLE = "/io/quarterdeck/crds/messages.txt";

    private final Map<String, Map<Integer, Field>> messages;
    private final Map<String, Map<String, Place>> places = new ConcurrentHashMap<>();

    private final Set<String> folders;

    private Shapes(Map<String, Map<Integer, Field>> messages) {
        this.messages = messages;
        this.folders = messages.keySet().stream()
                .map(name -> name.substring(0, name.lastIndexOf('.') + 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How often a field stands there. */
    enum Count {
        ONE,
        LIST,
        MAP
    }

    /**
     * One field.
     *
     * @param type {@code string}, {@code bool}, {@code int}, {@code double}, {@code bytes}, or a message's name; of the
     *     values, if this is a map
     */
    record Field(String name, Count count, String type) {}

    /**
     * Where a field of JSON stands.
     *
     * @param parents the numbers of the messages around it that JSON does not show, from the inside out
     */
    record Place(int number, Field field, List<Integer> parents) {}

    /** Where a message has the fields of its JSON, by name; null if there is no such message. */
    @Nullable
    Map<String, Place> places(String message) {
        Map<String, Place> known = places.get(message);
        if (known == null && messages.containsKey(message)) {
            known = new HashMap<>();
            addPlaces(message, List.of(), known);
            places.put(message, known);
        }
        return known;
    }

    private void addPlaces(String message, List<Integer> parents, Map<String, Place> places) {
        messages.getOrDefault(message, Map.of()).forEach((number, field) -> {
            if (SpecialMessages.inlined(message, field.name())) {
                List<Integer> inner = new ArrayList<>(List.of(number));
                inner.addAll(parents);
                addPlaces(field.type(), List.copyOf(inner), places);
            } else {
                places.put(field.name(), new Place(number, field, parents));
            }
        });
    }

    /** Whether there are messages whose names begin so, up to their last dot. */
    boolean anyBelow(String folder) {
        return folders.contains(folder);
    }

    /** The fields of a message by number; null if there is no such message. */
    @Nullable
    Map<Integer, Field> fields(String message) {
        return messages.get(message);
    }

    static Shapes load() {
        Map<String, Map<Integer, Field>> messages = new HashMap<>();
        Map<Integer, Field> current = new HashMap<>();
        try (InputStream in = Shapes.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + TABLE);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("message")) {
                    current = new HashMap<>();
                    messages.put(words[1], current);
                } else {
                    current.put(Integer.valueOf(words[0]), new Field(words[1], count(words[2]), words[3].intern()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a resource of ours could not be read", e);
        }
        addLists(messages);
        return new Shapes(messages);
    }

    /** Lists have the same two fields in every group, and the table leaves out many of them. */
    private static void addLists(Map<String, Map<Integer, Field>> messages) {
        Map<String, Map<Integer, Field>> lists = new HashMap<>();
        messages.forEach((name, fields) -> {
            Field first = fields.get(1);
            if (first != null && first.type().equals(MessageNames.META + "ObjectMeta")) {
                Field metadata = new Field(first.name(), Count.ONE, MessageNames.META + "ListMeta");
                lists.put(name + "List", Map.of(1, metadata, 2, new Field("items", Count.LIST, name)));
            }
        });
        lists.forEach(messages::putIfAbsent);
    }

    private static Count count(String word) {
        return switch (word) {
            case "list" -> Count.LIST;
            case "map" -> Count.MAP;
            default -> Count.ONE;
        };
    }
}
