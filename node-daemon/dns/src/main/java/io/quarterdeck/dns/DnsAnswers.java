package io.quarterdeck.dns;

import io.quarterdeck.dns.ClusterNames.Entry;
import io.quarterdeck.dns.ClusterNames.Member;
import io.quarterdeck.dns.DnsRecord.Address;
import io.quarterdeck.dns.DnsRecord.Alias;
import io.quarterdeck.dns.DnsRecord.NameServer;
import io.quarterdeck.dns.DnsRecord.Pointer;
import io.quarterdeck.dns.DnsRecord.Service;
import io.quarterdeck.dns.DnsRecord.Start;
import io.quarterdeck.dns.DnsRecord.Text;
import io.quarterdeck.network.Cidr;
import io.quarterdeck.network.EndpointSliceView;
import io.quarterdeck.network.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers questions from the cluster's names. Pure: no clock, no I/O, no logging. */
final class DnsAnswers {

    /** Short, because an endpoint's life may be short; as upstream's DNS has it. */
    static final int TTL_SECONDS = 5;

    private static final String REVERSE = ".in-addr.arpa";
    private static final String SPECIFICATION = "1.1.0";
    private static final int ALIASES_MAX = 8;
    private static final int WEIGHT_SUM = 100;

    private final DnsConfig config;
    private final ClusterNames names;
    private final String zone;
    private final List<DnsRecord> start;

    DnsAnswers(DnsConfig config, ClusterNames names) {
        this.config = config;
        this.names = names;
        this.zone = config.domain();
        this.start = List.of(startOf(zone));
    }

    /** @param name lower case, without the final dot */
    Answer answer(String name, int type) {
        if (name.equals(zone) || name.endsWith("." + zone)) {
            return answerZone(name, type);
        }
        return name.endsWith(REVERSE) ? answerReverse(name, type) : new Answer.Forward();
    }

    private Answer answerZone(String name, int type) {
        if (name.equals(zone)) {
            return apex(type);
        }
        String[] labels = name.substring(0, name.length() - zone.length() - 1).split("\\.", -1);
        String last = labels[labels.length - 1];
        if (last.equals("svc")) {
            return answerService(name, labels, type);
        }
        if (last.equals("pod")) {
            return answerPod(name, labels, type);
        }
        if (last.equals("dns-version") && labels.length == 1) {
            return records(type, List.of(record(name, new Text(SPECIFICATION))));
        }
        return last.equals("ns") && labels.length == 2 && labels[0].equals("dns")
                ? records(type, List.of(address(name, config.address())))
                : noSuchName();
    }

    private Answer apex(int type) {
        String server = "ns.dns." + zone;
        return records(type, List.of(start.getFirst(), record(zone, new NameServer(server))));
    }

    /** {@code svc}, {@code NS.svc}, {@code S.NS.svc}, {@code HOST.S.NS.svc}, {@code _PORT._PROTOCOL.S.NS.svc}. */
    private Answer answerService(String name, String[] labels, int type) {
        int count = labels.length;
        if (count == 1) {
            return noData();
        }
        String namespace = labels[count - 2];
        if (count == 2) {
            return names.knowsNamespace(namespace) ? noData() : noSuchName();
        }
        Entry entry = names.find(labels[count - 3] + "." + namespace);
        if (entry == null) {
            return noSuchName();
        }
        if (!entry.externalName().isEmpty()) {
            return count == 3 ? follow(name, entry, type) : noSuchName();
        }
        return switch (count) {
            case 3 -> type == DnsRecord.SRV ? ports(name, entry, "", "") : addresses(name, entry, type);
            case 4 -> member(name, labels[0], entry, type);
            case 5 ->
                labels[0].startsWith("_") && labels[1].startsWith("_")
                        ? port(name, entry, labels[0].substring(1), labels[1].substring(1), type)
                        : noSuchName();
            default -> noSuchName();
        };
    }

    private Answer addresses(String name, Entry entry, int type) {
        if (!entry.isHeadless()) {
            return records(type, List.of(address(name, entry.clusterIp())));
        }
        Set<String> addresses = new LinkedHashSet<>();
        entry.members().forEach(member -> addresses.add(member.address()));
        return records(
                type, addresses.stream().map(address -> address(name, address)).toList());
    }

    private Answer member(String name, String label, Entry entry, int type) {
        List<String> addresses = entry.hosts().get(label);
        if (addresses != null) {
            return records(
                    type,
                    addresses.stream().map(address -> address(name, address)).toList());
        }
        boolean protocol = entry.ports().stream().anyMatch(port -> label.equals("_" + port.protocol()));
        return protocol ? noData() : noSuchName();
    }

    private Answer port(String name, Entry entry, String port, String protocol, int type) {
        Answer found = ports(name, entry, port, protocol);
        boolean exists = found instanceof Answer.Local local && !local.records().isEmpty();
        return type == DnsRecord.SRV || type == DnsRecord.ANY || !exists ? found : noData();
    }

    /** SRV records of the ports that fit; an empty port stands for all. */
    private Answer ports(String name, Entry entry, String port, String protocol) {
        Set<DnsRecord> records = new LinkedHashSet<>();
        Set<DnsRecord> additional = new LinkedHashSet<>();
        if (entry.isHeadless()) {
            int weight = Math.max(1, WEIGHT_SUM / Math.max(1, entry.members().size()));
            for (Member member : entry.members()) {
                String target = member.label() + "." + entry.name();
                for (EndpointSliceView.Port served : member.ports()) {
                    if (port.isEmpty()
                            || (served.name().equals(port) && served.protocol().equals(protocol))) {
                        records.add(record(name, new Service(0, weight, served.port(), target)));
                        additional.add(address(target, member.address()));
                    }
                }
            }
        } else {
            List<ServiceView.Port> fitting = entry.ports().stream()
                    .filter(each -> port.isEmpty()
                            || (each.name().equals(port) && each.protocol().equals(protocol)))
                    .toList();
            for (ServiceView.Port served : fitting) {
                records.add(record(name, new Service(0, WEIGHT_SUM / fitting.size(), served.port(), entry.name())));
                additional.add(address(entry.name(), entry.clusterIp()));
            }
        }
        if (records.isEmpty()) {
            return port.isEmpty() ? noData() : noSuchName();
        }
        return new Answer.Local(Answer.NO_ERROR, List.copyOf(records), List.of(), List.copyOf(additional));
    }

    private Answer follow(String name, Entry first, int type) {
        List<DnsRecord> aliases = new ArrayList<>();
        String here = name;
        Entry entry = first;
        for (int i = 0; i < ALIASES_MAX; i++) {
            String target = entry.externalName().toLowerCase(java.util.Locale.ROOT);
            aliases.add(record(here, new Alias(target)));
            if (type == DnsRecord.CNAME || type == DnsRecord.ANY) {
                return new Answer.Local(Answer.NO_ERROR, aliases, List.of(), List.of());
            }
            if (!target.endsWith("." + zone)) {
                return aliases.size() == 1
                        ? new Answer.Follow(aliases.getFirst(), target)
                        : new Answer.Local(Answer.NO_ERROR, aliases, List.of(), List.of());
            }
            Entry next = alias(target);
            if (next == null) {
                return append(aliases, answerZone(target, type));
            }
            here = target;
            entry = next;
        }
        return new Answer.Local(Answer.SERVER_FAILURE, List.of(), List.of(), List.of());
    }

    /** The service that a name of our zone stands for, if that is an alias itself. */
    private @Nullable Entry alias(String name) {
        String[] labels = name.substring(0, name.length() - zone.length() - 1).split("\\.", -1);
        if (labels.length != 3 || !labels[2].equals("svc")) {
            return null;
        }
        Entry entry = names.find(labels[0] + "." + labels[1]);
        return entry == null || entry.externalName().isEmpty() ? null : entry;
    }

    private static Answer append(List<DnsRecord> aliases, Answer rest) {
        if (!(rest instanceof Answer.Local local)) {
            return rest;
        }
        List<DnsRecord> all = new ArrayList<>(aliases);
        all.addAll(local.records());
        return new Answer.Local(local.code(), all, local.authority(), local.additional());
    }

    /** {@code pod}, {@code NS.pod}, {@code a-b-c-d.NS.pod}: the name says the address, whether or not a pod has it. */
    private Answer answerPod(String name, String[] labels, int type) {
        if (labels.length <= 2) {
            return noData();
        }
        String address = labels[0].replace('-', '.');
        return labels.length == 3 && Cidr.isAddress(address)
                ? records(type, List.of(address(name, address)))
                : noSuchName();
    }

    private Answer answerReverse(String name, int type) {
        String[] labels = name.substring(0, name.length() - REVERSE.length()).split("\\.", -1);
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            // The first octet stands last. What a short name lacks does not matter for whose it is.
            octets.append(i == 0 ? "" : ".").append(i < labels.length ? labels[labels.length - 1 - i] : "0");
        }
        String address = octets.toString();
        if (!Cidr.isAddress(address)) {
            return new Answer.Forward();
        }
        List<DnsRecord> authority = config.ranges().stream()
                .filter(range -> range.contains(address) && range.prefix() <= 8 * labels.length)
                .map(range -> startOf(reverseZone(range)))
                .limit(1)
                .toList();
        if (labels.length != 4) {
            int code = labels.length < 4 ? Answer.NO_ERROR : Answer.NO_SUCH_NAME;
            return authority.isEmpty() ? new Answer.Forward() : new Answer.Local(code, List.of(), authority, List.of());
        }
        List<DnsRecord> records = new ArrayList<>();
        names.names(address).forEach(target -> records.add(record(name, new Pointer(target))));
        if (records.isEmpty() && authority.isEmpty()) {
            return new Answer.Forward();
        }
        if (records.isEmpty()) {
            return new Answer.Local(Answer.NO_SUCH_NAME, List.of(), authority, List.of());
        }
        boolean wanted = type == DnsRecord.PTR || type == DnsRecord.ANY;
        return new Answer.Local(
                Answer.NO_ERROR, wanted ? records : List.of(), wanted ? List.of() : authority, List.of());
    }

    private static String reverseZone(Cidr range) {
        String[] parts = range.address(0).split("\\.", -1);
        StringBuilder zone = new StringBuilder();
        for (int i = Math.min(3, range.prefix() / 8) - 1; i >= 0; i--) {
            zone.append(parts[i]).append('.');
        }
        return zone + "in-addr.arpa";
    }

    private Answer records(int type, List<DnsRecord> all) {
        List<DnsRecord> wanted = all.stream()
                .filter(record -> type == DnsRecord.ANY || record.data().type() == type)
                .toList();
        return wanted.isEmpty() ? noData() : new Answer.Local(Answer.NO_ERROR, wanted, List.of(), List.of());
    }

    private Answer noData() {
        return new Answer.Local(Answer.NO_ERROR, List.of(), start, List.of());
    }

    private Answer noSuchName() {
        return new Answer.Local(Answer.NO_SUCH_NAME, List.of(), start, List.of());
    }

    private DnsRecord startOf(String name) {
        return record(name, new Start("ns.dns." + zone, "hostmaster." + zone, 1, TTL_SECONDS));
    }

    private static DnsRecord address(String name, String address) {
        return record(name, new Address(Cidr.bits(address)));
    }

    private static DnsRecord record(String name, DnsRecord.Data data) {
        return new DnsRecord(name, TTL_SECONDS, data);
    }
}
