package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.NullValue;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The named values that expressions see, and what all of them together may cost. For one thread.
 *
 * <p>A value may itself be an expression, evaluated when another first asks for it: {@code variables.name}.
 */
public final class Scope {

    static final String AUTHORIZER = "authorizer";
    static final String REQUEST_RESOURCE = "authorizer.requestResource";

    private static final String VARIABLES = "variables";

    private final Map<String, Object> values;
    private final Budget budget;

    /** An empty one with a budget of its own. */
    public Scope() {
        this(new HashMap<>(), new Budget());
    }

    private Scope(Map<String, Object> values, Budget budget) {
        this.values = values;
        this.budget = budget;
    }

    /** One with a further value; null reads as null. */
    public Scope with(String name, @Nullable JsonNode value) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(name, plain(value));
        return new Scope(more, budget);
    }

    /** One with {@code authorizer}, of whom it is asked what the user may do, first of all with this. */
    public Scope withAuthorizer(Authorizer authorizer, User user, Attributes request) {
        AuthorizerFunctions.Who who = new AuthorizerFunctions.Who(authorizer, user);
        Map<String, Object> more = new HashMap<>(values);
        more.put(AUTHORIZER, who);
        more.put(
                REQUEST_RESOURCE,
                new AuthorizerFunctions.ResourceCheck(
                        who,
                        request.group(),
                        request.resource(),
                        request.subresource(),
                        request.namespace(),
                        request.name(),
                        ""));
        return new Scope(more, budget);
    }

    /** One with {@code variables}, each of which may use those before it. */
    public Scope withVariables(Map<String, Expression> variables) {
        Map<String, Object> more = new HashMap<>(values);
        Scope scope = new Scope(more, budget);
        more.put(VARIABLES, new Lazy(variables, scope));
        return scope;
    }

    /**
     * An expression's value here.
     *
     * @throws Expression.Fault if it has none
     */
    public Object evaluate(Expression expression) throws Expression.Fault {
        return expression.evaluate(values, budget);
    }

    /**
     * What an expression says is to be merged into an object.
     *
     * @throws Expression.Fault if it says nothing, or nothing that could be
     */
    public ObjectNode configuration(Expression expression) throws Expression.Fault {
        return Structures.object(evaluate(expression));
    }

    /**
     * The operations that an expression says are to be carried out on an object.
     *
     * @throws Expression.Fault if it says nothing, or nothing that could be
     */
    public ArrayNode patch(Expression expression) throws Expression.Fault {
        return Structures.patch(evaluate(expression));
    }

    private static Object plain(@Nullable JsonNode value) {
        if (value == null) {
            return NullValue.NULL_VALUE;
        }
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.longValue() : (Object) value.doubleValue();
            case ARRAY -> {
                List<Object> list = new ArrayList<>(value.size());
                value.forEach(element -> list.add(plain(element)));
                yield list;
            }
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.properties().forEach(entry -> {
                    map.put(entry.getKey(), plain(entry.getValue()));
                });
                yield map;
            }
            default -> NullValue.NULL_VALUE;
        };
    }

    private static final class Lazy extends AbstractMap<String, Object> {

        private final Map<String, Expression> expressions;
        private final Scope scope;
        private final Map<String, Object> known = new LinkedHashMap<>();

        Lazy(Map<String, Expression> expressions, Scope scope) {
            this.expressions = expressions;
            this.scope = scope;
        }

        @Override
        public boolean containsKey(Object name) {
            return expressions.containsKey(name);
        }

        @Override
        public @Nullable Object get(Object name) {
            Expression expression = expressions.get(name);
            if (expression == null) {
                return null;
            }
            Object value = known.get(name);
            if (value == null) {
                try {
                    value = scope.evaluate(expression);
                } catch (Expression.Fault e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
                known.put(String.valueOf(name), value);
            }
            return value;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new LinkedHashMap<>();
            expressions.keySet().forEach(name -> all.put(name, Objects.requireNonNull(get(name))));
            return all.entrySet();
        }
    }
}
