package io.quarterdeck.machinery.access;

import io.quarterdeck.machinery.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whose a bearer token is. */
public interface TokenReviewer {

    /** {@code audiences} is empty for the API's own. */
    Review review(String token, List<String> audiences);

    /**
     * The answer.
     *
     * @param user null if the token is nobody's
     * @param audiences those of the asked-for audiences that the token is for
     * @param error why it is nobody's; may be empty
     */
    record Review(@Nullable User user, List<String> audiences, String error) {
        public Review {
            audiences = List.copyOf(audiences);
        }
    }
}
