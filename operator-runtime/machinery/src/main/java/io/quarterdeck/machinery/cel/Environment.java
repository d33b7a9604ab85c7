package io.quarterdeck.machinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import dev.cel.runtime.CelStandardFunctions;
import java.util.List;

/** CEL as Kubernetes speaks it: the language, its options, and the functions beside it. */
final class Environment {

    /** No rule that a person has written is longer; parsing takes memory by the character. */
    private static final int RULE_LENGTH_MAX = 100_000;

    /** Deeper expressions would take the parser's stack. */
    private static final int DEPTH_MAX = 250;

    private static final int OPTIONALS_VERSION = 2;

    private static final CelOptions OPTIONS = CelOptions.current()
            .comprehensionMaxIterations((int) Budget.RULE_MAX)
            .maxExpressionCodePointSize(RULE_LENGTH_MAX)
            .maxParseRecursionDepth(DEPTH_MAX)
            .enableOptionalSyntax(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableRegexPartialMatch(true)
            .build();

    private Environment() {}

    /** Made when the first rule is met: a cluster without rules never loads the library. */
    private static final class Made {
        private static final Functions FUNCTIONS = functions();
        private static final CelRuntime RUNTIME = makeRuntime();
    }

    /** A compiler that knows all but the types and variables. */
    static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        (CelCompilerLibrary) CelExtensions.optional(OPTIONALS_VERSION),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.comprehensions())
                .addFunctionDeclarations(Made.FUNCTIONS.declarations());
    }

    static CelRuntime runtime() {
        return Made.RUNTIME;
    }

    private static Functions functions() {
        Functions functions = new Functions();
        ListFunctions.add(functions);
        TextFunctions.add(functions);
        UrlFunctions.add(functions);
        QuantityFunctions.add(functions);
        AddressFunctions.add(functions);
        FormatFunctions.add(functions);
        SemverFunctions.add(functions);
        AuthorizerFunctions.add(functions);
        Structures.add(functions);
        return functions;
    }

    private static CelRuntime makeRuntime() {
        List<CelFunctionBinding> equality = List.of(
                CelFunctionBinding.from("equals", Object.class, Object.class, Equality::same),
                CelFunctionBinding.from("not_equals", Object.class, Object.class, (a, b) -> !Equality.same(a, b)));
        return CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .excludeFunctions(
                                CelStandardFunctions.StandardFunction.EQUALS,
                                CelStandardFunctions.StandardFunction.NOT_EQUALS)
                        .build())
                .addLibraries(
                        (CelRuntimeLibrary) CelExtensions.optional(OPTIONALS_VERSION),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.comprehensions())
                .addFunctionBindings(equality)
                .addFunctionBindings(Made.FUNCTIONS.bindings())
                .build();
    }
}
