package io.quarterdeck.namespace;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Empties namespaces that are deleted. */
@ApplicationScoped
public class NamespaceOperator implements Operator {

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<NamespaceView> namespaces = context.informer(Resources.NAMESPACES, ListOptions.ALL, NamespaceView::of);
        NamespaceReconciler reconciler = new NamespaceReconciler(namespaces, context.clock());
        OperatorContext.ControllerSpec controller = context.controller(name(), reconciler);
        reconciler.wakeWith(controller::enqueue);
        controller.watches(namespaces, view -> view.deleting() ? List.of(view.key()) : List.of());
    }
}
