package io.quarterdeck.machinery.admission;

import java.util.List;

/** Several, asked in their order. */
public record Admissions(List<Admission> all) implements Admission {

    public Admissions {
        all = List.copyOf(all);
    }

    @Override
    public boolean concerns(Operation operation) {
        return all.stream().anyMatch(admission -> admission.concerns(operation));
    }

    @Override
    public boolean mutate(Attempt attempt) {
        boolean changed = false;
        for (Admission admission : all) {
            changed |= admission.mutate(attempt);
        }
        return changed;
    }

    @Override
    public void validate(Attempt attempt) {
        all.forEach(admission -> admission.validate(attempt));
    }

    @Override
    public void undo(Attempt attempt) {
        all.forEach(admission -> admission.undo(attempt));
    }
}
