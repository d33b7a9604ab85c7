package io.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A CEL expression over named values, compiled. Immutable, for any number of threads. */
public final class Expression {

    private final String text;
    private final Place.Program program;

    private Expression(String text, Place.Program program) {
        this.text = text;
        this.program = program;
    }

    /** What an expression's value must be. */
    public enum Result {
        TRUTH(SimpleType.BOOL),
        TEXT(SimpleType.STRING),
        TEXT_OR_NULL(SimpleType.STRING, SimpleType.NULL_TYPE),
        ANY;

        private final List<CelType> types;

        Result(CelType... types) {
            this.types = List.of(types);
        }

        boolean fits(CelType type) {
            return types.isEmpty() || type.equals(SimpleType.DYN) || types.contains(type);
        }

        @Override
        public String toString() {
            return types.stream().map(CelType::name).collect(Collectors.joining(" or "));
        }
    }

    /** An expression that is none, or that went wrong; the message says why. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        public Fault(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Compiles an expression that may use these names, each for a value of whatever type.
     *
     * @throws Fault if it is no expression, uses another name, or cannot have such a value
     */
    public static Expression compile(String text, Set<String> names, Result result) throws Fault {
        CelCompilerBuilder compiler = Environment.compiler();
        names.forEach(name -> compiler.addVar(name, type(name)));
        CelAbstractSyntaxTree tree = tree(compiler, text, result);
        try {
            return new Expression(text, Place.program(tree));
        } catch (CelEvaluationException e) {
            throw new Fault("compilation failed: " + e.getMessage(), e);
        }
    }

    /** What is known of a name's value before it is known what the expression is about. */
    static CelType type(String name) {
        return AuthorizerFunctions.VARIABLES.getOrDefault(name, SimpleType.DYN);
    }

    static CelAbstractSyntaxTree tree(CelCompilerBuilder compiler, String text, Result result) throws Fault {
        try {
            CelAbstractSyntaxTree tree = compiler.build().compile(text).getAst();
            if (!result.fits(tree.getResultType())) {
                throw new Fault("must evaluate to " + result, null);
            }
            return tree;
        } catch (CelValidationException e) {
            throw new Fault("compilation failed: " + e.getMessage(), e);
        }
    }

    /**
     * Its value for these.
     *
     * @throws Fault if it has none, or takes too long
     */
    Object evaluate(Map<String, Object> values, Budget budget) throws Fault {
        try {
            budget.begin(program.readThrough());
            Object value = program.program().trace(values, budget);
            if (!budget.ruleIsSpent() && !budget.objectIsSpent()) {
                return value;
            }
        } catch (CelEvaluationException | RuntimeException e) {
            if (!budget.ruleIsSpent() && !budget.objectIsSpent()) {
                throw new Fault("expression '" + text + "' resulted in error: " + Evaluation.reason(e), e);
            }
        }
        throw new Fault(
                "expression '" + text + "' resulted in error: validation failed due to running out of cost budget, "
                        + "no further validation rules will be run",
                null);
    }

    @Override
    public String toString() {
        return text;
    }
}
