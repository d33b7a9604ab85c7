package io.quarterdeck.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How this process is set up: system properties, or environment variables in their usual spelling. */
@ConfigMapping(prefix = "quarterdeck")
interface StandaloneConfig {

    /** Where keys, certificates, kubeconfigs and the embedded store are. */
    Path dataDir();

    @WithDefault("6443")
    int port();

    @WithDefault("0.0.0.0")
    String bindAddress();

    /** The address under which nodes and pods reach the API. */
    @WithDefault("127.0.0.1")
    String advertiseAddress();

    /** {@code embedded}, or {@code etcd=URL[,URL]}. */
    @WithDefault("embedded")
    String store();

    @WithDefault("10.244.0.0/16")
    String podCidr();

    @WithDefault("10.96.0.0/16")
    String serviceCidr();

    @WithDefault("cluster.local")
    String clusterDomain();

    /** Names of the nodes for which identities are issued at start. */
    Optional<List<String>> nodes();

    /** The authority that pods are to trust: read by the service-account operator. */
    Optional<Path> caFile();

    /** Whether references to owners are held against the rights of whoever sets them; off, as upstream. */
    @WithDefault("false")
    boolean ownerReferencesPermissionEnforcement();

    /** Whether OpenSSL may encrypt where its library loads; else the JDK does. */
    @WithDefault("true")
    boolean openssl();
}
