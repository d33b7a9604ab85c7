package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The kinds of {@code networking.k8s.io}: routes into the cluster, rules of traffic, and addresses. */
final class NetworkKinds {

    static final ResourceType INGRESSES = new ResourceType("networking.k8s.io", "v1", "ingresses", "Ingress", true);

    private NetworkKinds() {}

    static Map<String, Strategy> strategies(InstantSource clock) {
        return Map.of(
                "ingresses.networking.k8s.io", new IngressStrategy(),
                "ingressclasses.networking.k8s.io", CheckedKind.of(Traits.COUNTED, NetworkKinds::ingressClass),
                "ipaddresses.networking.k8s.io",
                        new CheckedKind(
                                Traits.PLAIN,
                                name -> IpRange.address(name) == null ? IpRange.ADDRESS_FAULT : "",
                                Check.NONE),
                "networkpolicies.networking.k8s.io", CheckedKind.of(Traits.COUNTED, NetworkPolicyRules::validate),
                "servicecidrs.networking.k8s.io", new ServiceRangeStrategy(clock));
    }

    private static void ingressClass(ObjectNode object, Faults faults) {
        JsonNode parameters = Json.at(object, "spec", "parameters");
        String scope = Json.text(parameters, "scope");
        String field = "spec.parameters.namespace";
        if (scope.equals("Namespace") && !parameters.hasNonNull("namespace")) {
            faults.required(field, "`parameters.scope` is set to 'Namespace'");
        } else if (scope.equals("Cluster") && parameters.hasNonNull("namespace")) {
            faults.forbidden(field, "`parameters.scope` is set to 'Cluster'");
        }
    }

    /** Ranges of service addresses may grow by the other family and otherwise stay. */
    private static final class ServiceRangeStrategy implements Strategy {

        private static final String FIELD = "spec.cidrs";

        private final InstantSource clock;

        private ServiceRangeStrategy(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public void prepareStatus(String subresource, ObjectNode object, ObjectNode current) {
            for (JsonNode condition : Json.items(object, "status", "conditions")) {
                if (condition instanceof ObjectNode changed
                        && Json.text(changed, "lastTransitionTime").isEmpty()) {
                    changed.put("lastTransitionTime", Times.format(clock.instant()));
                }
            }
        }

        @Override
        public Traits traits() {
            return Traits.PLAIN;
        }

        @Override
        public void validate(ObjectNode object, Faults faults) {
            List<JsonNode> ranges = Json.items(object, "spec", "cidrs");
            if (ranges.isEmpty()) {
                faults.required(FIELD, "at least one CIDR required");
            } else if (ranges.size() > 2) {
                faults.invalid(FIELD, Json.at(object, "spec", "cidrs"), "may only hold up to 2 values");
            } else {
                families(ranges, Json.at(object, "spec", "cidrs"), faults);
            }
        }

        private static void families(List<JsonNode> ranges, JsonNode list, Faults faults) {
            int fourth = 0;
            int sixth = 0;
            for (int i = 0; i < ranges.size(); i++) {
                IpRange range = IpRange.parse(ranges.get(i).asText(""));
                if (range == null) {
                    faults.invalid(FIELD + "[" + i + "]", ranges.get(i).asText(""), IpRange.FAULT);
                } else {
                    fourth += range.isIpv4() ? 1 : 0;
                    sixth += range.isIpv4() ? 0 : 1;
                }
            }
            if (fourth > 1 || sixth > 1) {
                faults.invalid(
                        FIELD,
                        list,
                        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
            }
        }

        @Override
        public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
            List<JsonNode> now = Json.items(object, "spec", "cidrs");
            List<JsonNode> before = Json.items(current, "spec", "cidrs");
            boolean grows = before.size() == 1 && now.size() == 2;
            if (now.size() != before.size() && !grows) {
                faults.invalid(FIELD, Json.at(object, "spec", "cidrs"), Faults.IMMUTABLE);
                return;
            }
            for (int i = 0; i < before.size(); i++) {
                if (!now.get(i).equals(before.get(i))) {
                    faults.invalid(FIELD + "[" + i + "]", now.get(i), Faults.IMMUTABLE);
                }
            }
        }
    }
}
