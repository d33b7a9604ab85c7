package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.access.WriteGuard.Write;
import io.quarterdeck.model.ObjectKey;

/** Asks the guard about whatever is created or changed; what may be deleted is the authorizer's to say. */
public record Guarded(WriteGuard guard) implements Admission {

    @Override
    public void validate(Attempt attempt) {
        ObjectNode object = attempt.object();
        if (object != null) {
            ObjectKey key = new ObjectKey(attempt.namespace(), attempt.name());
            Write write =
                    new Write(attempt.target().type(), key, attempt.target().subresource(), object, attempt.before());
            guard.check(attempt.user(), write);
        }
    }
}
