package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.admission.Attempt;
import io.quarterdeck.machinery.admission.Operation;
import io.quarterdeck.machinery.apply.Comparison;
import io.quarterdeck.machinery.apply.FieldOwner;
import io.quarterdeck.machinery.apply.FieldSet;
import io.quarterdeck.machinery.apply.ManagedFields;
import io.quarterdeck.machinery.apply.OwnedFields;
import io.quarterdeck.machinery.apply.Ownership;
import io.quarterdeck.machinery.cel.Rules;
import io.quarterdeck.machinery.kinds.Defaults;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.SchemaValidator;
import io.quarterdeck.machinery.strategy.Strategy;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes one new object. */
final class Creation {

    /** 27^5 suffixes: one that is taken is rare, and eight in a row mean that something else is wrong. */
    private static final int NAME_ATTEMPTS = 8;

    private final Commits commits;
    private final Namespaces namespaces;
    private final Identity identity;
    private final InstantSource clock;
    private final Admission admission;

    Creation(Commits commits, Identity identity, InstantSource clock, Admission admission) {
        this.commits = commits;
        this.namespaces = new Namespaces(commits.store());
        this.identity = identity;
        this.clock = clock;
        this.admission = admission;
    }

    Written create(Target target, Strategy strategy, Body body, WriteOptions options) {
        List<String> warnings = new ArrayList<>();
        ObjectNode decoded = Decoder.decode(target.kind(), body, options.unknown(), warnings);
        Metadata.requireAddress(target, decoded);
        return create(target, strategy, decoded, options, warnings);
    }

    /** Makes an object of a tree that was decoded already. */
    Written create(Target target, Strategy strategy, ObjectNode decoded, WriteOptions options, List<String> warnings) {
        Kind kind = target.kind();
        FieldOwner owner = FieldOwner.update(options.fieldManager(), kind.type().apiVersion(), "");
        return create(
                target,
                strategy,
                decoded,
                object -> Ownership.created(
                        Comparison.ofNew(kind.schema(), kind.builtIn(), object).added(), owner, clock.instant()),
                options,
                warnings);
    }

    /** Makes an object of a configuration that was applied and found good. */
    Written apply(Target target, Strategy strategy, ObjectNode config, WriteOptions options, List<String> warnings) {
        String uid = Json.text(config, "metadata", "uid");
        if (!uid.isEmpty()) {
            String why =
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found";
            throw new ApiException(Status.conflict(target.type(), target.name(), why));
        }
        Kind kind = target.kind();
        FieldOwner owner = FieldOwner.apply(options.fieldManager(), kind.type().apiVersion(), "");
        FieldSet wanted = OwnedFields.applied(kind.schema(), config);
        return create(
                target,
                strategy,
                config,
                object -> Ownership.created(wanted, owner, clock.instant()),
                options,
                warnings);
    }

    private Written create(
            Target target,
            Strategy strategy,
            ObjectNode decoded,
            Function<ObjectNode, ManagedFields> ownership,
            WriteOptions options,
            List<String> warnings) {
        boolean generated = Json.text(decoded, "metadata", "name").isEmpty();
        namespaces.requireActive(target, Json.text(decoded, "metadata", "name"));
        for (int attempt = 1; ; attempt++) {
            ObjectNode object = decoded.deepCopy();
            try {
                Attempt allowed = prepare(target, strategy, object, ownership, options, warnings);
                return new Written(201, commit(allowed, options), warnings);
            } catch (StoreException.Conflict e) {
                if (!generated || attempt == NAME_ATTEMPTS) {
                    String name = Json.text(object, "metadata", "name");
                    throw new ApiException(Status.alreadyExists(target.type(), name), e);
                }
            } finally {
                strategy.settle(object);
            }
        }
    }

    private Attempt prepare(
            Target target,
            Strategy strategy,
            ObjectNode object,
            Function<ObjectNode, ManagedFields> ownership,
            WriteOptions options,
            List<String> warnings) {
        Kind kind = target.kind();
        Metadata.fillNew(
                target, object, identity, clock.instant(), strategy.traits().tracksGeneration());
        if (kind.hasStatus() && !strategy.traits().keepsStatusOnCreate()) {
            object.remove("status");
        }
        Defaults.apply(kind.schema(), object);
        strategy.settleForm(object);
        // What admission and the strategy fill in below is nobody's: whoever wants something else there may have it.
        ManagedFields fields = ownership.apply(object);
        Attempt attempt =
                new Attempt(Operation.CREATE, target, options.user(), object, null, options.dryRun(), warnings);
        if (admission.mutate(attempt)) {
            Decoder.conform(kind, object, List.of(), WriteOptions.Unknown.IGNORE, warnings);
            Defaults.apply(kind.schema(), object);
        }
        Faults faults = new Faults();
        String name = Json.text(object, "metadata", "name");
        Metadata.validate(object, strategy.nameFault(name), faults);
        SchemaValidator.validate(kind.schema(), object).forEach(faults::add);
        if (faults.isEmpty()) {
            Rules.check(kind.schema(), object, null).forEach(faults::add);
        }
        if (faults.isEmpty()) {
            strategy.prepareCreate(object, options.user());
        }
        strategy.validate(object, faults);
        strategy.validateCreate(object, faults);
        faults.refuse(kind.type(), name);
        strategy.reportOn(object);
        admission.validate(attempt);
        Metadata.setManagedFields(object, fields);
        return attempt;
    }

    private KubeObject commit(Attempt allowed, WriteOptions options) throws StoreException.Conflict {
        Kind kind = allowed.target().kind();
        ObjectNode object = allowed.subject();
        if (!options.dryRun()) {
            try {
                return commits.create(kind, object);
            } catch (StoreException.Conflict e) {
                admission.undo(allowed);
                throw e;
            }
        }
        KubeObject imagined = Commits.imagine(kind, object, 0);
        if (commits.store().snapshot(kind.storeName()).get(imagined.key()).isPresent()) {
            throw new ApiException(
                    Status.alreadyExists(kind.type(), imagined.key().name()));
        }
        return imagined;
    }
}
