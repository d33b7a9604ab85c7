package io.quarterdeck.control;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Function;

/** What an operator declares itself with, and what it may use while it runs. */
public interface OperatorContext {

    /**
     * A cache of a kind. Two declarations for the same kind and options share one watch. Declared after the start (by an
     * operator that learns of kinds as they come) it begins at once.
     *
     * @param parser makes the view of an object
     */
    <T> Informer<T> informer(ResourceType type, ListOptions options, Informer.Parser<T> parser);

    /** Ends a cache of this operator's that is needed no more: its kind is gone. */
    void release(Informer<?> informer);

    /** Adds a controller: the queue of one kind of key and its workers. */
    ControllerSpec controller(String name, Reconciler reconciler);

    /** Tells users what happened to an object, as a Kubernetes Event; repeated ones are counted, not multiplied. */
    EventRecorder events();

    /** The time, virtual in the testkit. Data for planners, never read inside one. */
    InstantSource clock();

    /** A client that writes with the operator's own identity. A reconciler uses the one it is handed instead. */
    ApiClient api();

    /** One controller's wiring, given before the start. */
    interface ControllerSpec {

        /** A change of either view of an object enqueues these keys. */
        <T> ControllerSpec watches(Informer<T> informer, Function<T, Collection<ObjectKey>> keys);

        /** How many keys are worked on at once; 1 where order matters. */
        ControllerSpec workers(int workers);

        /** Puts a key into the queue from outside. */
        void enqueue(ObjectKey key);
    }
}
