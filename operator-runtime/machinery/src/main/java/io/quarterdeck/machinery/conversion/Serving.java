package io.quarterdeck.machinery.conversion;

import io.quarterdeck.model.KubeObject;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Brings stored objects of one kind into the version at which they are asked for. */
public interface Serving {

    /** For a kind whose objects are read in the form in which they are stored. */
    Serving AS_STORED = new Serving() {
        @Override
        public List<KubeObject> served(List<KubeObject> stored) {
            return stored;
        }

        @Override
        public boolean converts() {
            return false;
        }
    };

    /** Whether anything may be converted at all. */
    default boolean converts() {
        return true;
    }

    /** Whether objects are still converted as they were when this began; who reads for long asks again and again. */
    default boolean isCurrent() {
        return true;
    }

    /** The same, for as long as something holds. */
    default Serving during(BooleanSupplier current) {
        Serving same = this;
        return new Serving() {
            @Override
            public List<KubeObject> served(List<KubeObject> stored) {
                return same.served(stored);
            }

            @Override
            public boolean converts() {
                return same.converts();
            }

            @Override
            public boolean isCurrent() {
                return current.getAsBoolean();
            }
        };
    }

    /**
     * The same objects, in the same order. May wait for a webhook.
     *
     * @throws io.quarterdeck.model.ApiException if one of them cannot be converted
     */
    List<KubeObject> served(List<KubeObject> stored);
}
