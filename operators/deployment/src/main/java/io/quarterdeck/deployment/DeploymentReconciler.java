package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.EventRecorder.Severity;
import io.quarterdeck.control.EventRecorder.Subject;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.deployment.DeploymentPlanner.Action;
import io.quarterdeck.deployment.DeploymentPlanner.Plan;
import io.quarterdeck.deployment.Progress.News;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.Resources;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads, plans, applies, reports. Every choice is made in {@link DeploymentPlanner} and {@link Progress}. */
final class DeploymentReconciler implements Reconciler {

    static final String BY_CONTROLLER = "controller";
    static final String ORPHANS = "orphans";

    private final Informer<DeploymentView> deployments;
    private final Informer<ReplicaSetView> sets;
    private final EventRecorder events;
    private final InstantSource clock;

    DeploymentReconciler(
            Informer<DeploymentView> deployments,
            Informer<ReplicaSetView> sets,
            EventRecorder events,
            InstantSource clock) {
        this.deployments = deployments;
        this.sets = sets;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        DeploymentView deployment = deployments.get(key).orElse(null);
        if (deployment == null) {
            return Outcome.DONE;
        }
        Plan plan = DeploymentPlanner.plan(deployment, candidates(deployment));
        Progress progress = new Progress(deployment, plan.sets(), clock.instant());
        try {
            for (Action action : plan.actions()) {
                apply(deployment, action, api);
            }
        } catch (CreateFailed e) {
            report(deployment, progress.status(e.news(), false), api);
            throw e.cause();
        } catch (Collision e) {
            report(deployment, progress.status(null, false).withCollision(), api);
            return Outcome.DONE;
        }
        DeploymentStatus status = progress.status(plan.news(), plan.rolling());
        report(deployment, status, api);
        return progress.nextLook(status).map(Outcome::after).orElse(Outcome.DONE);
    }

    private List<ReplicaSetView> candidates(DeploymentView deployment) {
        List<ReplicaSetView> candidates = new ArrayList<>(sets.byIndex(BY_CONTROLLER, deployment.uid()));
        candidates.addAll(sets.byIndex(ORPHANS, deployment.key().namespace()));
        return candidates;
    }

    private static void report(DeploymentView deployment, DeploymentStatus status, ApiClient api) {
        if (status.equals(deployment.status())) {
            return;
        }
        try {
            api.patch(Resources.DEPLOYMENTS, deployment.key(), "status", PatchType.MERGE, status.patch());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void apply(DeploymentView deployment, Action action, ApiClient api) throws CreateFailed, Collision {
        switch (action) {
            case Action.Adopt(ReplicaSetView set) -> {
                ObjectNode reference = reference(deployment).toJson();
                own(set, reference, api);
            }
            case Action.Release(ReplicaSetView set) ->
                own(set, Json.object().put("$patch", "delete").put("uid", deployment.uid()), api);
            case Action.Create create -> create(deployment, create, api);
            case Action.Update update -> update(deployment, update, api);
            case Action.Delete(ReplicaSetView set) -> delete(set, api);
            case Action.Annotate(long revision) -> annotate(deployment, revision, api);
        }
    }

    private void create(DeploymentView deployment, Action.Create create, ApiClient api) throws CreateFailed, Collision {
        try {
            api.create(Resources.REPLICA_SETS, deployment.key().namespace(), replicaSet(deployment, create));
        } catch (ApiException e) {
            if (e.isAlreadyExists()) {
                checkCollision(deployment, create, api);
                return;
            }
            String why = "Failed to create new replica set \"" + create.name() + "\": "
                    + e.status().message();
            tell(deployment, Severity.WARNING, "ReplicaSetCreateError", why);
            throw new CreateFailed(News.createFailed(why), e);
        }
        if (create.replicas() > 0) {
            tellScale(deployment, create.name(), 0, create.replicas());
        }
    }

    /** A ReplicaSet of ours and this template is what we wanted; any other has the same hash by chance. */
    private static void checkCollision(DeploymentView deployment, Action.Create create, ApiClient api)
            throws Collision {
        KubeObject existing =
                api.get(Resources.REPLICA_SETS, new ObjectKey(deployment.key().namespace(), create.name()));
        ReplicaSetView set = ReplicaSetView.parse(existing);
        if (!set.controllerUid().equals(deployment.uid()) || !set.template().equals(deployment.template())) {
            throw new Collision();
        }
    }

    private void update(DeploymentView deployment, Action.Update update, ApiClient api) {
        ReplicaSetView set = update.set();
        ObjectNode patch = Json.object();
        if (!update.annotations().isEmpty()) {
            patch.putObject("metadata").set("annotations", Json.of(update.annotations()));
        }
        if (update.replicas() != set.replicas()) {
            Json.ensureObject(patch, "spec").put("replicas", update.replicas());
        }
        if (update.minReadySeconds() != set.minReadySeconds()) {
            Json.ensureObject(patch, "spec").put("minReadySeconds", update.minReadySeconds());
        }
        api.patch(Resources.REPLICA_SETS, set.key(), "", PatchType.MERGE, Json.encode(patch));
        if (update.replicas() != set.replicas()) {
            tellScale(deployment, set.name(), set.replicas(), update.replicas());
        }
    }

    private static void delete(ReplicaSetView set, ApiClient api) {
        try {
            api.delete(Resources.REPLICA_SETS, set.key(), ApiClient.DeleteOptions.ofUid(set.uid()));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static void annotate(DeploymentView deployment, long revision, ApiClient api) {
        ObjectNode patch = Json.object();
        Json.ensureObject(patch, "metadata", "annotations").put(Annotations.REVISION, Long.toString(revision));
        api.patch(Resources.DEPLOYMENTS, deployment.key(), "", PatchType.MERGE, Json.encode(patch));
    }

    private static void own(ReplicaSetView set, ObjectNode reference, ApiClient api) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put("uid", set.uid())
                .putArray("ownerReferences")
                .add(reference);
        api.patch(Resources.REPLICA_SETS, set.key(), "", PatchType.STRATEGIC, Json.encode(patch));
    }

    private static ObjectNode replicaSet(DeploymentView deployment, Action.Create create) {
        ObjectNode set = Json.object();
        set.put("apiVersion", Resources.REPLICA_SETS.apiVersion()).put("kind", Resources.REPLICA_SETS.kind());
        ObjectNode template = deployment.template().deepCopy();
        ObjectNode labels = Json.ensureObject(template, "metadata", "labels");
        labels.put(Templates.HASH_LABEL, create.hash());
        ObjectNode metadata = set.putObject("metadata")
                .put("name", create.name())
                .put("namespace", deployment.key().namespace());
        metadata.set("labels", labels.deepCopy());
        metadata.set("annotations", Json.of(create.annotations()));
        metadata.putArray("ownerReferences").add(reference(deployment).toJson());
        ObjectNode spec = set.putObject("spec").put("replicas", create.replicas());
        if (deployment.minReadySeconds() > 0) {
            spec.put("minReadySeconds", deployment.minReadySeconds());
        }
        ObjectNode selector = deployment.selector().deepCopy();
        Json.ensureObject(selector, "matchLabels").put(Templates.HASH_LABEL, create.hash());
        spec.set("selector", selector);
        spec.set("template", template);
        return set;
    }

    private static OwnerReference reference(DeploymentView deployment) {
        return OwnerReference.controlling(
                Resources.DEPLOYMENTS, deployment.key().name(), deployment.uid());
    }

    private void tellScale(DeploymentView deployment, String set, int from, int to) {
        String direction = to > from ? "up" : "down";
        tell(
                deployment,
                Severity.NORMAL,
                "ScalingReplicaSet",
                "Scaled " + direction + " replica set " + set + " from " + from + " to " + to);
    }

    private void tell(DeploymentView deployment, Severity severity, String reason, String message) {
        events.record(
                new Subject(Resources.DEPLOYMENTS, deployment.key(), deployment.uid()), severity, reason, message);
    }

    /** The ReplicaSet of the present template could not be made. */
    private static final class CreateFailed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient News news;
        private final ApiException cause;

        CreateFailed(News news, ApiException cause) {
            super(cause);
            this.news = news;
            this.cause = cause;
        }

        News news() {
            return news;
        }

        ApiException cause() {
            return cause;
        }
    }

    /** Another ReplicaSet has the name already. */
    private static final class Collision extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
