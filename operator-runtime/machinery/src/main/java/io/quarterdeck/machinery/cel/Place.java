package io.quarterdeck.machinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.kinds.ValidationRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of one place of a schema, compiled. Immutable. */
record Place(List<Compiled> rules) {

    private static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    /** Functions that look at no more of a value than its head, whatever its size. */
    private static final Set<String> GLANCING = Set.of(
            "_&&_",
            "_||_",
            "!_",
            "_?_:_",
            "_[_]",
            "_[?_]",
            "_?._",
            "@not_strictly_false",
            "size",
            "type",
            "dyn",
            "has",
            "hasValue",
            "value",
            "orValue",
            "or",
            "optional.of",
            "optional.none");

    /**
     * A rule.
     *
     * @param faults why it cannot be evaluated; none if it can
     * @param program null if it cannot be evaluated
     */
    record Compiled(
            ValidationRule source,
            boolean transition,
            @Nullable Program program,
            @Nullable Program message,
            List<Fault> faults) {}

    /** What is wrong with a rule, by the field of its document. */
    record Fault(String field, String message) {}

    /** @param readThrough ids of the expressions whose values a function reads as a whole */
    record Program(CelRuntime.Program program, Set<Long> readThrough) {}

    /** @param resource whether the value is a whole object */
    static Place of(Schema schema, boolean resource) {
        SchemaTypes types = new SchemaTypes();
        Optional<CelType> self = types.of(schema, resource);
        List<Compiled> rules = new ArrayList<>();
        for (ValidationRule rule : schema.validations()) {
            if (self.isEmpty()) {
                Fault fault = new Fault("rule", "compilation failed: a value without a type cannot have rules");
                rules.add(new Compiled(rule, false, null, null, List.of(fault)));
            } else {
                rules.add(compile(rule, self.get(), types));
            }
        }
        return new Place(List.copyOf(rules));
    }

    private static Compiled compile(ValidationRule rule, CelType self, SchemaTypes types) {
        boolean optional = rule.optionalOldSelf().orElse(false);
        CelCompiler compiler = Environment.compiler()
                .setTypeProvider(types)
                .addVar(SELF, self)
                .addVar(OLD_SELF, optional ? OptionalType.create(self) : self)
                .build();
        List<Fault> faults = new ArrayList<>();
        CelAbstractSyntaxTree tree = tree(compiler, rule.rule(), "rule", SimpleType.BOOL, faults);
        CelAbstractSyntaxTree message = rule.messageExpression().isBlank()
                ? null
                : tree(compiler, rule.messageExpression(), "messageExpression", SimpleType.STRING, faults);
        boolean transition = uses(tree) || uses(message);
        Program program = program(tree, "rule", faults);
        Program messageProgram = program(message, "messageExpression", faults);
        return new Compiled(rule, transition, program, messageProgram, List.copyOf(faults));
    }

    private static @Nullable CelAbstractSyntaxTree tree(
            CelCompiler compiler, String text, String field, CelType result, List<Fault> faults) {
        if (text.isBlank()) {
            return null;
        }
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            CelType type = tree.getResultType();
            if (!type.equals(result) && !type.equals(SimpleType.DYN)) {
                faults.add(new Fault(field, "cel expression must evaluate to a " + result.name()));
                return null;
            }
            return tree;
        } catch (CelValidationException e) {
            faults.add(new Fault(field, "compilation failed: " + e.getMessage()));
            return null;
        }
    }

    private static @Nullable Program program(@Nullable CelAbstractSyntaxTree tree, String field, List<Fault> faults) {
        if (tree == null) {
            return null;
        }
        try {
            return program(tree);
        } catch (CelEvaluationException e) {
            faults.add(new Fault(field, "compilation failed: " + e.getMessage()));
            return null;
        }
    }

    static Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return new Program(Environment.runtime().createProgram(tree), readThrough(tree));
    }

    private static boolean uses(@Nullable CelAbstractSyntaxTree tree) {
        return tree != null
                && CelNavigableAst.fromAst(tree)
                        .getRoot()
                        .allNodes()
                        .map(node -> node.expr())
                        .anyMatch(expression -> expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                                && expression.ident().name().equals(OLD_SELF));
    }

    private static Set<Long> readThrough(CelAbstractSyntaxTree tree) {
        Set<Long> ids = new HashSet<>();
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expression -> expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL)
                .map(CelExpr::call)
                .filter(call -> !GLANCING.contains(call.function()))
                .forEach(call -> {
                    call.target().ifPresent(target -> ids.add(target.id()));
                    call.args().forEach(argument -> ids.add(argument.id()));
                });
        return Set.copyOf(ids);
    }
}
