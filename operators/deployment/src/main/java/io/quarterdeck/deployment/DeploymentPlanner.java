package io.quarterdeck.deployment;

import io.quarterdeck.deployment.Progress.News;
import io.quarterdeck.deployment.RollingUpdate.Scale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides what a Deployment's ReplicaSets need next. Pure: no clock, no I/O, no logging. */
final class DeploymentPlanner {

    /** The longest text of earlier revisions that is kept on a ReplicaSet. */
    private static final int REVISION_HISTORY_LENGTH_MAX = 2000;

    private final DeploymentView deployment;
    private final ReplicaSets sets;
    private final List<Action> actions = new ArrayList<>();
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private @Nullable News news;

    private DeploymentPlanner(DeploymentView deployment, ReplicaSets sets) {
        this.deployment = deployment;
        this.sets = sets;
    }

    /**
     * One pass.
     *
     * @param sets the Deployment's ReplicaSets once the actions that claim and let go are done
     * @param news what the pass does about the rollout; null for nothing
     * @param rolling whether the pass looks after the rollout, and not only after the scale or a pause
     */
    record Plan(
            ReplicaSets sets,
            List<Action> actions,
            @Nullable News news,
            boolean rolling) {
        Plan {
            actions = List.copyOf(actions);
        }
    }

    /** One step, to be carried out in the plan's order. */
    sealed interface Action {
        /** Puts the Deployment's controller reference on an orphan that it selects. */
        record Adopt(ReplicaSetView set) implements Action {}

        /** Takes the reference off a ReplicaSet that is no longer selected. */
        record Release(ReplicaSetView set) implements Action {}

        /** Makes the ReplicaSet of the present template. */
        record Create(String name, String hash, int replicas, Map<String, String> annotations) implements Action {}

        /** Changes the size, annotations or patience of a ReplicaSet; the annotations are those that differ. */
        record Update(ReplicaSetView set, int replicas, int minReadySeconds, Map<String, String> annotations)
                implements Action {}

        record Delete(ReplicaSetView set) implements Action {}

        /** Writes the present revision on the Deployment. */
        record Annotate(long revision) implements Action {}
    }

    /** Plans one pass over the ReplicaSets that the Deployment owns and the orphans of its namespace. */
    static Plan plan(DeploymentView deployment, List<ReplicaSetView> candidates) {
        List<ReplicaSetView> owned = new ArrayList<>();
        List<Action> claims = new ArrayList<>();
        for (ReplicaSetView set : candidates) {
            claim(deployment, set, owned, claims);
        }
        ReplicaSets sets = ReplicaSets.of(deployment, owned);
        if (deployment.deleting()) {
            return new Plan(sets, List.of(), null, false);
        }
        DeploymentPlanner planner = new DeploymentPlanner(deployment, sets);
        planner.actions.addAll(claims);
        boolean rolling = planner.decide();
        planner.changes.values().stream()
                .filter(Change::isChange)
                .map(Change::toAction)
                .forEach(planner.actions::add);
        return new Plan(sets, planner.actions, planner.news, rolling);
    }

    private static void claim(
            DeploymentView deployment, ReplicaSetView set, List<ReplicaSetView> owned, List<Action> claims) {
        boolean selected = deployment.selects(set.labels());
        if (set.controllerUid().equals(deployment.uid())) {
            if (selected) {
                owned.add(set);
            } else if (!set.deleting()) {
                claims.add(new Action.Release(set));
            }
        } else if (set.controllerUid().isEmpty() && selected && !set.deleting()) {
            claims.add(new Action.Adopt(set));
            owned.add(set);
        }
    }

    /** Returns whether the rollout was looked after. */
    private boolean decide() {
        tellPause();
        if (deployment.paused() || scaled()) {
            syncRevision();
            scale();
            if (deployment.paused()) {
                cleanUp();
            }
            return false;
        }
        if (deployment.recreate()) {
            recreate();
        } else {
            roll();
        }
        return true;
    }

    private void tellPause() {
        Condition progressing = deployment.status().condition(Condition.PROGRESSING);
        boolean told = progressing != null && progressing.reason().equals(Progress.PAUSED);
        if (deployment.paused() && !told) {
            news = News.paused();
        } else if (!deployment.paused() && told) {
            news = News.resumed();
        }
    }

    /** Whether the user asked for another number of pods than the ReplicaSets were last sized for. */
    private boolean scaled() {
        return sets.active().stream()
                .map(set -> set.annotations().get(Annotations.DESIRED_REPLICAS))
                .anyMatch(desired -> desired != null && !desired.equals(Integer.toString(deployment.replicas())));
    }

    private void scale() {
        ReplicaSetView sole = sets.soleOrLatest();
        if (sole != null) {
            size(sole, deployment.replicas());
        } else if (saturated()) {
            sets.old().stream().filter(set -> set.replicas() > 0).forEach(set -> size(set, 0));
        } else if (!deployment.recreate()) {
            for (Scale scale : ProportionalScaling.scales(deployment, sets)) {
                size(scale.set(), scale.replicas());
            }
        }
    }

    /** The present template has all the pods that it needs: the rest is only left over. */
    private boolean saturated() {
        ReplicaSetView current = sets.current();
        int replicas = deployment.replicas();
        return current != null
                && current.replicas() == replicas
                && current.counts().available() == replicas
                && Annotations.number(current.annotations(), Annotations.DESIRED_REPLICAS) == replicas;
    }

    private void roll() {
        int target = RollingUpdate.current(deployment, sets.current(), sets.desired());
        if (sets.current() == null) {
            create(target);
            return;
        }
        syncRevision();
        if (target != sets.current().replicas()) {
            size(sets.current(), target);
            return;
        }
        List<Scale> scales = RollingUpdate.old(deployment, sets);
        scales.forEach(scale -> size(scale.set(), scale.replicas()));
        if (scales.isEmpty() && complete()) {
            cleanUp();
        }
    }

    private void recreate() {
        List<ReplicaSetView> running =
                sets.old().stream().filter(set -> set.replicas() > 0).toList();
        syncRevision();
        if (!running.isEmpty()) {
            running.forEach(set -> size(set, 0));
        } else if (sets.old().stream().allMatch(ReplicaSetView::drained)) {
            if (sets.current() == null) {
                create(deployment.replicas());
            } else {
                size(sets.current(), deployment.replicas());
            }
        }
        if (complete()) {
            cleanUp();
        }
    }

    private boolean complete() {
        int replicas = deployment.replicas();
        return sets.updated() == replicas && sets.replicas() == replicas && sets.available() == replicas;
    }

    /** Deletes the oldest revisions above the history's limit, never one that has pods. */
    private void cleanUp() {
        int excess = sets.old().size() - deployment.revisionHistoryLimit();
        if (excess <= 0) {
            return;
        }
        sets.old().stream()
                .sorted(Comparator.comparingLong(ReplicaSetView::revision).thenComparing(ReplicaSetView.BY_AGE))
                .limit(excess)
                .filter(set -> set.drained() && !set.deleting())
                .map(Action.Delete::new)
                .forEach(actions::add);
    }

    private void create(int replicas) {
        String hash = Templates.hash(deployment.template(), deployment.status().collisionCount());
        String name = deployment.key().name() + "-" + hash;
        long revision = sets.revisionOldMax() + 1;
        Map<String, String> annotations = new TreeMap<>(Annotations.copied(deployment.annotations()));
        annotations.put(Annotations.REVISION, Long.toString(revision));
        annotations.putAll(sized());
        actions.add(new Action.Create(name, hash, replicas, annotations));
        annotate(revision);
        news = News.created(name);
    }

    /** Makes the ReplicaSet of the present template the newest revision, which it is not after a rollback. */
    private void syncRevision() {
        ReplicaSetView current = sets.current();
        if (current == null) {
            return;
        }
        long revision = Math.max(current.revision(), sets.revisionOldMax() + 1);
        Change change = change(current);
        Annotations.copied(deployment.annotations()).forEach(change::annotate);
        if (revision > current.revision()) {
            change.annotate(Annotations.REVISION, Long.toString(revision));
            if (current.revision() > 0) {
                change.annotate(Annotations.REVISION_HISTORY, history(current));
            }
        }
        change.minReadySeconds = deployment.minReadySeconds();
        annotate(revision);
        if (news == null && deployment.status().condition(Condition.PROGRESSING) == null) {
            news = News.found(current.name());
        }
    }

    /** The revisions that a ReplicaSet was before; the oldest are forgotten where the text would grow too long. */
    private static String history(ReplicaSetView set) {
        String earlier = set.annotations().getOrDefault(Annotations.REVISION_HISTORY, "");
        String history = earlier.isEmpty() ? Long.toString(set.revision()) : earlier + "," + set.revision();
        while (history.length() > REVISION_HISTORY_LENGTH_MAX) {
            history = history.substring(history.indexOf(',') + 1);
        }
        return history;
    }

    private void annotate(long revision) {
        if (Annotations.number(deployment.annotations(), Annotations.REVISION) != revision) {
            actions.add(new Action.Annotate(revision));
        }
    }

    private void size(ReplicaSetView set, int replicas) {
        Change change = change(set);
        change.replicas = replicas;
        sized().forEach(change::annotate);
    }

    private Map<String, String> sized() {
        return Map.of(
                Annotations.DESIRED_REPLICAS, Integer.toString(deployment.replicas()),
                Annotations.MAX_REPLICAS, Integer.toString(deployment.replicasMax()));
    }

    private Change change(ReplicaSetView set) {
        return changes.computeIfAbsent(set.name(), name -> new Change(set));
    }

    /** What a pass changes on one ReplicaSet, collected so that it is one write. */
    private static final class Change {
        private final ReplicaSetView set;
        private final Map<String, String> annotations = new TreeMap<>();
        private int replicas;
        private int minReadySeconds;

        Change(ReplicaSetView set) {
            this.set = set;
            this.replicas = set.replicas();
            this.minReadySeconds = set.minReadySeconds();
        }

        void annotate(String name, String value) {
            if (!value.equals(set.annotations().get(name))) {
                annotations.put(name, value);
            }
        }

        boolean isChange() {
            return replicas != set.replicas() || minReadySeconds != set.minReadySeconds() || !annotations.isEmpty();
        }

        Action toAction() {
            return new Action.Update(set, replicas, minReadySeconds, new TreeMap<>(annotations));
        }
    }
}
