package io.quarterdeck.machinery.admission;

/** Policies that mutate, then webhooks. What webhooks have changed, policies see once more if they want to. */
record Mutators(MutatingPolicies policies, Webhooks webhooks) implements Admission {

    @Override
    public boolean concerns(Operation operation) {
        return webhooks.concerns(operation);
    }

    @Override
    public boolean mutate(Attempt attempt) {
        boolean changed = policies.mutate(attempt);
        if (!webhooks.mutate(attempt)) {
            return changed;
        }
        policies.again(attempt);
        return true;
    }

    @Override
    public void validate(Attempt attempt) {
        webhooks.validate(attempt);
    }
}
