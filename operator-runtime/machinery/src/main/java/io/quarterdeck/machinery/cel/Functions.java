package io.quarterdeck.machinery.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects functions: what the compiler must know of them and what is called. For the making of an environment. */
final class Functions {

    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** A type as the compiler and as the caller know it. */
    record Type(CelType declared, Class<?> called) {}

    /** The code of a function; what it throws becomes an error of the evaluation. */
    interface Code extends CelFunctionOverload {
        @Override
        Object apply(Object[] arguments);
    }

    /** {@code value.name(arguments)}. */
    Functions method(String name, CelType result, List<Type> types, Code code) {
        String id = id(name);
        declare(name, CelOverloadDecl.newMemberOverload(id, result, declared(types)));
        bindings.add(CelFunctionBinding.from(id, called(types), code));
        return this;
    }

    /** {@code name(arguments)}. */
    Functions function(String name, CelType result, List<Type> types, Code code) {
        String id = id(name);
        declare(name, CelOverloadDecl.newGlobalOverload(id, result, declared(types)));
        bindings.add(CelFunctionBinding.from(id, called(types), code));
        return this;
    }

    List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        overloads.forEach((name, all) -> declarations.add(CelFunctionDecl.newFunctionDeclaration(name, all)));
        return declarations;
    }

    List<CelFunctionBinding> bindings() {
        return List.copyOf(bindings);
    }

    private void declare(String name, CelOverloadDecl overload) {
        overloads.computeIfAbsent(name, _ -> new ArrayList<>()).add(overload);
    }

    /** Unlike any other. */
    private String id(String name) {
        return "kubernetes_" + name.replace('.', '_') + "_" + bindings.size();
    }

    private static List<CelType> declared(List<Type> types) {
        return types.stream().map(Type::declared).toList();
    }

    private static List<Class<?>> called(List<Type> types) {
        List<Class<?>> classes = new ArrayList<>();
        types.forEach(type -> classes.add(type.called()));
        return classes;
    }
}
