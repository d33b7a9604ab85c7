package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.patch.Patch;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Asks the webhooks that users have configured: those that mutate one after another, those that validate all at once. */
final class Webhooks implements Admission {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final int FORBIDDEN = 403;
    private static final int ERROR_MIN = 400;

    private final WebhookCaller caller;
    private final Equivalents equivalents;
    private final Authorizer authorizer;
    private final ReadOnce<List<Webhook>> mutating;
    private final ReadOnce<List<Webhook>> validating;

    Webhooks(Store store, WebhookCaller caller, Equivalents equivalents, Authorizer authorizer) {
        this.caller = caller;
        this.equivalents = equivalents;
        this.authorizer = authorizer;
        this.mutating = new ReadOnce<>(store, "mutatingwebhookconfigurations." + GROUP, Webhook::read);
        this.validating = new ReadOnce<>(store, "validatingwebhookconfigurations." + GROUP, Webhook::read);
    }

    @Override
    public boolean concerns(Operation operation) {
        return List.of(mutating, validating).stream()
                .flatMap(configurations -> configurations.all().stream())
                .flatMap(List::stream)
                .anyMatch(webhook -> webhook.matching().isAbout(operation));
    }

    /** A webhook that is meant by a write, and the write as it wants to see it. */
    private record Asked(Webhook webhook, Attempt seen) {

        boolean isConverted(Attempt attempt) {
            return !seen.target().type().equals(attempt.target().type());
        }
    }

    @Override
    public boolean mutate(Attempt attempt) {
        List<Asked> asked = asked(mutating, attempt);
        Map<Webhook, ObjectNode> left = new HashMap<>();
        boolean changed = false;
        for (Asked one : asked) {
            changed |= mutate(one, attempt);
            if (one.webhook().again()) {
                left.put(one.webhook(), attempt.subject().deepCopy());
            }
        }
        // Those who want it are asked once more if others have changed what they saw.
        for (Asked one : asked) {
            ObjectNode seen = left.get(one.webhook());
            if (seen != null && !seen.equals(attempt.subject())) {
                changed |= mutate(one, attempt);
            }
        }
        return changed;
    }

    private boolean mutate(Asked asked, Attempt attempt) {
        if (!asked.isConverted(attempt)) {
            return mutate(asked.webhook(), attempt, attempt);
        }
        // Others may have changed the object since.
        Attempt seen = equivalents.seen(asked.webhook().matching(), attempt);
        if (seen == null || !mutate(asked.webhook(), seen, attempt)) {
            return false;
        }
        equivalents.bringBack(seen, attempt);
        return true;
    }

    private boolean mutate(Webhook webhook, Attempt seen, Attempt attempt) {
        WebhookReview.Answer answer = ask(webhook, seen, attempt);
        ObjectNode object = seen.object();
        if (answer == null) {
            return false;
        }
        attempt.warnings().addAll(answer.warnings());
        if (answer.patch() == null || object == null) {
            return false;
        }
        ObjectNode patched;
        try {
            patched = Patch.json(answer.patch()).apply(object.deepCopy());
        } catch (ApiException e) {
            throw failed(webhook, e.status().message(), e);
        }
        object.removeAll();
        object.setAll(patched);
        return true;
    }

    @Override
    public void validate(Attempt attempt) {
        List<Asked> asked = asked(validating, attempt);
        if (asked.isEmpty()) {
            return;
        }
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        for (Asked one : asked) {
            answers.add(CompletableFuture.supplyAsync(() -> warnings(one, attempt), Thread::startVirtualThread));
        }
        for (CompletableFuture<List<String>> answer : answers) {
            try {
                attempt.warnings().addAll(answer.join());
            } catch (CompletionException e) {
                throw e.getCause() instanceof ApiException refusal ? refusal : e;
            }
        }
    }

    private List<String> warnings(Asked asked, Attempt attempt) {
        WebhookReview.Answer answer = ask(asked.webhook(), asked.seen(), attempt);
        return answer == null ? List.of() : answer.warnings();
    }

    private List<Asked> asked(ReadOnce<List<Webhook>> configurations, Attempt attempt) {
        List<List<Webhook>> all = configurations.all();
        // A webhook that could refuse the repair of its own configuration could never be repaired.
        if (all.isEmpty() || attempt.target().type().group().equals(GROUP)) {
            return List.of();
        }
        List<Asked> asked = new ArrayList<>();
        for (List<Webhook> configuration : all) {
            for (Webhook webhook : configuration) {
                Attempt seen = equivalents.seen(webhook.matching(), attempt);
                if (seen != null && isMeant(webhook, seen)) {
                    asked.add(new Asked(webhook, seen));
                }
            }
        }
        return asked;
    }

    /** Whether the webhook's conditions hold; if that cannot be told, its failure policy says what becomes of the write. */
    private boolean isMeant(Webhook webhook, Attempt attempt) {
        try {
            return webhook.conditions().hold(() -> Conditions.scope(attempt, authorizer));
        } catch (Expression.Fault e) {
            if (webhook.mustAnswer()) {
                throw new ApiException(
                        Status.forbidden(attempt.target().type(), attempt.name(), String.valueOf(e.getMessage())), e);
            }
            return false;
        }
    }

    /** Returns null if the webhook did not answer and need not. */
    private WebhookReview.@Nullable Answer ask(Webhook webhook, Attempt seen, Attempt attempt) {
        if (attempt.dryRun() && !webhook.harmless()) {
            throw new ApiException(
                    Status.badRequest("admission webhook \"" + webhook.name() + "\" does not support dry run"));
        }
        WebhookReview review = WebhookReview.of(seen, attempt.target().type());
        WebhookReview.Answer answer;
        try {
            answer = review.read(caller.post(webhook.place(), review.question(), webhook.timeout()));
        } catch (IOException e) {
            if (webhook.mustAnswer()) {
                throw failed(webhook, String.valueOf(e.getMessage()), e);
            }
            return null;
        }
        if (!answer.allowed()) {
            throw denied(webhook, attempt, answer);
        }
        return answer;
    }

    private static ApiException failed(Webhook webhook, String why, Exception cause) {
        return new ApiException(
                Status.of(
                        500,
                        "InternalError",
                        "Internal error occurred: failed calling webhook \"" + webhook.name() + "\": " + why),
                cause);
    }

    private static ApiException denied(Webhook webhook, Attempt attempt, WebhookReview.Answer answer) {
        String said = Json.text(answer.status(), "message");
        String reason = Json.text(answer.status(), "reason");
        String why = said.isEmpty() ? reason : said;
        String message = "admission webhook \"" + webhook.name() + "\" denied the request"
                + (why.isEmpty() ? " without explanation" : ": " + why);
        int code = Json.at(answer.status(), "code").asInt(FORBIDDEN);
        Status.Subject subject = new Status.Subject(
                attempt.target().type().group(), attempt.target().type().plural(), attempt.name(), "");
        return new ApiException(new Status(
                code < ERROR_MIN ? FORBIDDEN : code,
                reason.isEmpty() && code == FORBIDDEN ? "Forbidden" : reason,
                message,
                subject,
                List.of(),
                0));
    }
}
