package io.quarterdeck.machinery.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What evaluating rules may cost. A step costs one; a value that a function must read through costs its size as well. For the
 * rules of one object, on one thread.
 */
final class Budget implements CelEvaluationListener {

    /** For one rule at one place: upstream's limit, a tenth of a second or so. */
    static final long RULE_MAX = 1_000_000;

    /** For all rules of an object: upstream's limit. A client waits no longer than a second or two. */
    static final long OBJECT_MAX = 10_000_000;

    /** Reading ten characters costs as much as a step. */
    private static final int CHARACTERS_A_STEP = 10;

    private long object = OBJECT_MAX;
    private long rule;
    private Set<Long> read = Set.of();

    /** The rule has used up what it may; nothing else is wrong. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("the budget is spent", null, false, false);
        }
    }

    /** @param readThrough the ids of expressions whose values a function reads through */
    void begin(Set<Long> readThrough) {
        rule = Math.min(RULE_MAX, object);
        read = readThrough;
    }

    @Override
    public void callback(CelExpr expression, Object result) {
        spend(1);
        if (read.contains(expression.id())) {
            charge(result);
        }
    }

    boolean ruleIsSpent() {
        return rule < 0;
    }

    boolean objectIsSpent() {
        return object < 0;
    }

    private void charge(Object value) {
        switch (value) {
            case String text -> spend(text.length() / CHARACTERS_A_STEP);
            case List<?> list -> {
                spend(list.size());
                list.forEach(this::charge);
            }
            case Map<?, ?> map -> {
                spend(map.size());
                map.values().forEach(this::charge);
            }
            default -> {}
        }
    }

    /** Operators that pass over errors pass over this one, too: whoever has begun asks at the end. */
    private void spend(long steps) {
        rule -= steps;
        object -= steps;
        if (rule < 0 || object < 0) {
            throw new Spent();
        }
    }
}
