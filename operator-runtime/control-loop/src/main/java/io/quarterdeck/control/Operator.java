package io.quarterdeck.control;

/**
 * One duty of the control plane: what it watches, how a change becomes a key, who reconciles it. The same class runs in
 * {@code standalone}, in an application of its own, and in the testkit.
 */
public interface Operator {

    /** Lower case, as in {@code operators/NAME}; names the lease, the identity and the metrics. */
    String name();

    /** Declares informers and controllers. Nothing runs until the runtime starts them. */
    void declare(OperatorContext context);
}
