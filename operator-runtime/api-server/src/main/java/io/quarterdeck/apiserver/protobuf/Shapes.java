package io.quarterdeck.apiserver.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which field has which number, by message. */
final class Shapes {

    private static final String TABLE = "/io/quarterdeck/crds/messages.txt";

    private final Map<String, Map<Integer, Field>> messages;

    private Shapes(Map<String, Map<Integer, Field>> messages) {
        this.messages = messages;
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
        return new Shapes(messages);
    }

    private static Count count(String word) {
        return switch (word) {
            case "list" -> Count.LIST;
            case "map" -> Count.MAP;
            default -> Count.ONE;
        };
    }
}
