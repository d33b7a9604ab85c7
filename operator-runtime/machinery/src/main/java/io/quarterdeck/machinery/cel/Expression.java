package io.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
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
        ANY,
        /** Anything, and it may make parts of an object on the way. */
        PART(true),
        /** What is to be merged into an object. */
        OBJECT(true, StructTypeReference.create(Structures.OBJECT)),
        /** Operations that are to be carried out on an object. */
        PATCH(true, ListType.create(StructTypeReference.create(Structures.PATCH)));

        private final boolean makes;
        private final List<CelType> types;

        Result(CelType... types) {
            this(false, types);
        }

        Result(boolean makes, CelType... types) {
            this.makes = makes;
            this.types = List.of(types);
        }

        boolean fits(CelType type) {
            return types.isEmpty()
                    || type.equals(SimpleType.DYN)
                    || types.stream().anyMatch(wanted -> alike(wanted, type));
        }

        /** Structures are known by their names; a list may be of whatever turns out to be one. */
        private static boolean alike(CelType wanted, CelType type) {
            if (wanted instanceof ListType list) {
                return type instanceof ListType other
                        && (other.elemType().equals(SimpleType.DYN) || alike(list.elemType(), other.elemType()));
            }
            return wanted.kind() == CelKind.STRUCT
                    ? type.kind() == CelKind.STRUCT && type.name().equals(wanted.name())
                    : wanted.equals(type);
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
        SchemaTypes types = new SchemaTypes();
        CelCompilerBuilder compiler = Environment.compiler().setTypeProvider(types);
        names.forEach(name -> compiler.addVar(name, type(name)));
        CelAbstractSyntaxTree tree = tree(compiler, types, text, result);
        try {
            return new Expression(text, program(compiler, tree, result));
        } catch (CelEvaluationException | CelValidationException e) {
            throw new Fault("compilation failed: " + e.getMessage(), e);
        }
    }

    /** What is known of a name's value before it is known what the expression is about. */
    static CelType type(String name) {
        return AuthorizerFunctions.VARIABLES.getOrDefault(name, SimpleType.DYN);
    }

    /** @param types the compiler's type provider, which gets to know what the expression makes */
    static CelAbstractSyntaxTree tree(CelCompilerBuilder compiler, SchemaTypes types, String text, Result result)
            throws Fault {
        try {
            if (!result.makes) {
                CelAbstractSyntaxTree tree = compiler.build().compile(text).getAst();
                requireFit(tree, result);
                return tree;
            }
            CelAbstractSyntaxTree parsed = compiler.build().parse(text).getAst();
            Structures.declare(parsed, types);
            CelCompiler checker = compiler.build();
            CelAbstractSyntaxTree tree = checker.check(parsed).getAst();
            requireFit(tree, result);
            return tree;
        } catch (CelValidationException e) {
            throw new Fault("compilation failed: " + e.getMessage(), e);
        }
    }

    private static void requireFit(CelAbstractSyntaxTree tree, Result result) throws Fault {
        if (!result.fits(tree.getResultType())) {
            throw new Fault("must evaluate to " + result, null);
        }
    }

    /** What can be run: the runtime knows no structures, so they are made by calls. */
    private static Place.Program program(CelCompilerBuilder compiler, CelAbstractSyntaxTree tree, Result result)
            throws CelEvaluationException, CelValidationException {
        return Place.program(
                result.makes ? compiler.build().check(Structures.asCalls(tree)).getAst() : tree);
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
