package io.quarterdeck.control.runtime;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ResourceType;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One operator's part of the runtime: its caches, its controllers, its client. */
final class DeclaredOperator implements OperatorContext {

    private final String name;
    private final OperatorRuntime runtime;
    private final ApiClient api;
    private final EventRecorder events;
    private final List<Controller> controllers = new CopyOnWriteArrayList<>();
    private final List<InformerCache<?>> caches = new CopyOnWriteArrayList<>();
    private final List<ObjectFeed> feeds = new CopyOnWriteArrayList<>();

    // Guarded by the runtime's lock.
    private boolean leading;
    private boolean started;

    DeclaredOperator(String name, OperatorRuntime runtime, ApiClient api, EventRecorder events) {
        this.name = name;
        this.runtime = runtime;
        this.api = api;
        this.events = events;
    }

    @Override
    public <T> Informer<T> informer(ResourceType type, ListOptions options, Informer.Parser<T> parser) {
        ObjectFeed feed = runtime.feed(type, options);
        InformerCache<T> cache = new InformerCache<>(type, parser, feed);
        caches.add(cache);
        if (!feeds.contains(feed)) {
            feeds.add(feed);
        }
        feed.attach(cache);
        runtime.declared(feed);
        return cache;
    }

    @Override
    public void release(Informer<?> informer) {
        if (informer instanceof InformerCache<?> cache && caches.remove(cache)) {
            controllers.forEach(controller -> controller.forget(cache));
            ObjectFeed feed = cache.feed();
            if (caches.stream().noneMatch(other -> other.feed() == feed)) {
                feeds.remove(feed);
            }
            runtime.release(feed, cache);
        }
    }

    @Override
    public ControllerSpec controller(String controllerName, Reconciler reconciler) {
        Controller controller = new Controller(controllerName, reconciler, this, runtime.tasks(), runtime.registry());
        controllers.add(controller);
        return controller;
    }

    @Override
    public EventRecorder events() {
        return events;
    }

    @Override
    public InstantSource clock() {
        return runtime.tasks().clock();
    }

    @Override
    public ApiClient api() {
        return api;
    }

    String name() {
        return name;
    }

    Collection<ObjectFeed> feeds() {
        return feeds;
    }

    void lead() {
        leading = true;
    }

    boolean started() {
        return started;
    }

    /** Whether its controllers may begin now. */
    boolean ready() {
        return leading && !started && feeds.stream().allMatch(ObjectFeed::synced);
    }

    void start() {
        started = true;
        controllers.forEach(Controller::start);
    }

    void stop() {
        controllers.forEach(Controller::stop);
    }

    void progressed() {
        controllers.forEach(Controller::progressed);
    }
}
