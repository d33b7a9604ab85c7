package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Names;
import java.util.OptionalLong;

/** What is special about one kind. Safe for any number of threads; the trees belong to the caller. */
public interface Strategy {

    /** Why this is no name for an object; empty if it is one. */
    default String nameFault(String name) {
        return Names.subdomainFault(name);
    }

    /**
     * Completes a new object, after the schema's defaults.
     *
     * @throws ApiException if it may not be created
     */
    default void prepareCreate(ObjectNode object) {}

    /** Puts what a client may write in a form of its own into the form that is kept, so that it is owned in that form. */
    default void settleForm(ObjectNode object) {}

    /** The object as it is, with what of a proposed one this strategy is for; all of it, if it is for the whole. */
    default ObjectNode confine(ObjectNode proposed, ObjectNode current) {
        return proposed;
    }

    /** Completes a changed object, after the schema's defaults. */
    default void prepareUpdate(ObjectNode object, ObjectNode current) {}

    /**
     * Completes a new object that somebody in particular has asked for.
     *
     * @throws ApiException if it may not be created
     */
    default void prepareCreate(ObjectNode object, User user) {
        prepareCreate(object);
    }

    /** Completes a change of the status, or of what another subresource writes into it. */
    default void prepareStatus(String subresource, ObjectNode object, ObjectNode current) {}

    /** What is wrong with such a change. */
    default void validateStatus(String subresource, ObjectNode object, ObjectNode current, Faults faults) {}

    /** Says in the status of an object what has been found out about it, once it is found good and its generation counted. */
    default void reportOn(ObjectNode object) {}

    /** What is wrong with an object by itself. */
    default void validate(ObjectNode object, Faults faults) {}

    /** What is wrong with an object as a new one, beside what is wrong with it by itself. */
    default void validateCreate(ObjectNode object, Faults faults) {}

    /** What is wrong with the change. */
    default void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {}

    /** What is wrong with an object whose status was written. */
    default void validateStatus(ObjectNode object, Faults faults) {}

    /** The write of a prepared object is over, whether it was committed or not. */
    default void settle(ObjectNode object) {}

    /** Its habits. */
    default Traits traits() {
        return Traits.COUNTED;
    }

    /** How long the object may take to end after a DELETE; 0 removes it at once. */
    default long graceSeconds(ObjectNode object, OptionalLong asked) {
        return 0;
    }

    /**
     * Called before a DELETE.
     *
     * @throws ApiException if the object may not be deleted
     */
    default void requireDeletable(ObjectNode object) {}

    /** Marks an object that stays for a while after its DELETE. */
    default void prepareDelete(ObjectNode object) {}

    /** Whether something besides {@code metadata.finalizers} keeps a deleted object. */
    default boolean isHeld(ObjectNode object) {
        return false;
    }
}
