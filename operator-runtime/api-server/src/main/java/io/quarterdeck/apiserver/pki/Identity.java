package io.quarterdeck.apiserver.pki;

import java.util.List;
import java.util.TreeSet;

/**
 * Whom a certificate is for.
 *
 * @param name the common name: who this is as a user
 * @param group the organisation: which group the user is in; empty for none
 * @param hosts the names and addresses under which it answers, sorted; none for a client
 * @param keys what kind of key it has
 */
public record Identity(
        String name, String group, List<String> hosts, boolean client, boolean server, KeyPairs.Algorithm keys) {

    public Identity {
        hosts = List.copyOf(new TreeSet<>(hosts));
    }

    /** Somebody who calls. */
    public static Identity ofClient(String name, String group) {
        return new Identity(name, group, List.of(), true, false, KeyPairs.Algorithm.EC);
    }

    /** A person, whose client libraries are not ours: not all of them read EC keys, and all read RSA. */
    public static Identity ofPerson(String name, String group) {
        return new Identity(name, group, List.of(), true, false, KeyPairs.Algorithm.RSA);
    }

    /** Something that answers. */
    public static Identity ofServer(String name, List<String> hosts) {
        return new Identity(name, "", hosts, false, true, KeyPairs.Algorithm.EC);
    }

    /** A node: it calls the API, and the API calls it. */
    public static Identity ofNode(String nodeName) {
        return new Identity(
                "system:node:" + nodeName,
                "system:nodes",
                List.of(nodeName, "localhost", "127.0.0.1"),
                true,
                true,
                KeyPairs.Algorithm.EC);
    }
}
