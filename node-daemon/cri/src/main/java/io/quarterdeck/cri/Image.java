package io.quarterdeck.cri;

import java.util.List;

/**
 * An image that the node has.
 *
 * @param uid the user it runs as, -1 if the image names none or names it by text
 * @param username the user's name where the image gives one
 */
public record Image(String id, List<String> tags, List<String> digests, long sizeBytes, long uid, String username) {

    public Image {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }
}
