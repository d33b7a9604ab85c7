package io.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import io.quarterdeck.machinery.kinds.Schema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles expressions that stand together, in their order, and says what is wrong with each. For one thread. */
public final class ExpressionCheck {

    private static final String VARIABLES = "variables";

    private final SchemaTypes types = new SchemaTypes();
    private final Map<String, CelType> typed = new HashMap<>();
    private final Map<String, CelType> variables = new LinkedHashMap<>();

    /** @param typed names whose values are objects of these schemas; those of the others have any type */
    public ExpressionCheck(Map<String, Schema> typed) {
        typed.forEach((name, schema) -> this.typed.put(name, types.whole(schema)));
    }

    /** Whether a name can be that of a variable. */
    public static boolean isName(String name) {
        return Identifiers.isIdentifier(name);
    }

    /** What is wrong with an expression that may use these names; empty if nothing is. */
    public Optional<String> fault(String text, Set<String> names, Expression.Result result) {
        try {
            type(text, names, result);
            return Optional.empty();
        } catch (Expression.Fault e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with a variable's expression; those that follow may use the variable. */
    public Optional<String> variable(String name, String text, Set<String> names, Expression.Result result) {
        try {
            variables.put(name, type(text, names, result));
            return Optional.empty();
        } catch (Expression.Fault e) {
            // It is there all the same: what uses it is not to blame.
            variables.put(name, SimpleType.DYN);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private CelType type(String text, Set<String> names, Expression.Result result) throws Expression.Fault {
        CelCompilerBuilder compiler = Environment.compiler().setTypeProvider(types);
        for (String name : names) {
            CelType known = name.equals(VARIABLES) ? types.fields(variables) : typed.get(name);
            compiler.addVar(name, known == null ? Expression.type(name) : known);
        }
        return Expression.tree(compiler, types, text, result).getResultType();
    }
}
