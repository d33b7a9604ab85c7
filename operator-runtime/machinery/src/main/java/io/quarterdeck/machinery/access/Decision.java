package io.quarterdeck.machinery.access;

/**
 * An authorizer's answer.
 *
 * @param reason which rule allowed it, or why it is refused; may be empty
 */
public record Decision(boolean allowed, String reason) {

    public static Decision allow(String reason) {
        return new Decision(true, reason);
    }

    public static Decision deny(String reason) {
        return new Decision(false, reason);
    }
}
