package io.quarterdeck.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The server as an independent DNS library sees it. */
final class DnsServerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path dir = Path.of("");

    private final TestCluster cluster = new TestCluster();
    private final AtomicInteger upstreamQuestions = new AtomicInteger();
    private DatagramSocket upstream = unbound();
    private DnsServer server = new DnsServer(TestCluster.config(dir), cluster.services, cluster.slices);

    @BeforeEach
    void startServer() throws Exception {
        upstream = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serveUpstream);
        Path resolvConf = dir.resolve("resolv.conf");
        Files.writeString(resolvConf, "search example.org\nnameserver 127.0.0.1#" + upstream.getLocalPort() + "\n");
        server.close();
        server = new DnsServer(TestCluster.config(resolvConf), cluster.services, cluster.slices);
        cluster.populate();
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.close();
        upstream.close();
    }

    @Test
    void answersAServiceByUdpAndTcp() throws Exception {
        for (boolean tcp : List.of(false, true)) {
            Message answer = ask("WEB.default.svc.Cluster.local.", Type.A, tcp, true);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(addresses(answer)).containsExactly("10.96.0.5");
        }
        assertThat(server.answers(TIMEOUT)).isTrue();
    }

    @Test
    void sendsServicesWithTheAddressesOfTheirTargets() throws Exception {
        Message answer = ask("_sql._tcp.db.default.svc.cluster.local.", Type.SRV, false, true);
        assertThat(answer.getSection(Section.ANSWER))
                .hasSize(2)
                .allSatisfy(record -> assertThat(((SRVRecord) record).getPort()).isEqualTo(5432));
        assertThat(answer.getSection(Section.ADDITIONAL))
                .filteredOn(ARecord.class::isInstance)
                .hasSize(2);
    }

    @Test
    void cutsWhatUdpCannotHoldAndSendsItAllByTcp() throws Exception {
        cluster.large(1_000);
        Message cut = ask("large.default.svc.cluster.local.", Type.A, false, false);
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.numBytes()).isLessThanOrEqualTo(512);
        assertThat(addresses(ask("large.default.svc.cluster.local.", Type.A, true, true)))
                .hasSize(1_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void deniesWithTheStartOfTheZone() throws Exception {
        Message answer = ask("nope.default.svc.cluster.local.", Type.A, false, true);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.getSection(Section.AUTHORITY))
                .extracting(Record::getType)
                .containsExactly(Type.SOA);
        assertThat(upstreamQuestions).hasValue(0);
    }

    @Test
    void asksTheHostsResolverForOtherNamesAndRemembersTheAnswer() throws Exception {
        assertThat(addresses(ask("example.org.", Type.A, false, true))).containsExactly("198.51.100.9");
        assertThat(addresses(ask("EXAMPLE.org.", Type.A, false, true))).containsExactly("198.51.100.9");
        assertThat(upstreamQuestions).hasValue(1);
    }

    @Test
    void followsAnAliasOutOfTheZone() throws Exception {
        Message answer = ask("there.default.svc.cluster.local.", Type.A, false, true);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(2).first().isInstanceOf(CNAMERecord.class);
        assertThat(addresses(answer)).containsExactly("198.51.100.9");
    }

    @Test
    void saysServerFailureWhileTheCachesAreEmpty() throws Exception {
        TestCluster unfilled = new TestCluster();
        try (DnsServer early =
                new DnsServer(TestCluster.config(dir.resolve("resolv.conf")), unfilled.services, unfilled.slices)) {
            early.start();
            assertThat(early.answers(TIMEOUT)).isFalse();
            Message answer = ask(early, "web.default.svc.cluster.local.", Type.A, false, true);
            assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
            unfilled.services.fill();
            unfilled.slices.fill();
            assertThat(early.answers(TIMEOUT)).isTrue();
        }
    }

    @Test
    void survivesRubbish() throws Exception {
        long seed = Long.getLong("seed", 42);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = Resolver.question("web.default.svc.cluster.local", DnsRecord.A);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server.address());
            for (int i = 0; i < 2_000; i++) {
                byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 20));
                for (int change = random.nextInt(4); change >= 0 && bad.length > 0; change--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
                }
                socket.send(new DatagramPacket(bad, bad.length));
            }
        }
        assertThat(server.answers(TIMEOUT)).as("-Dseed=" + seed).isTrue();
    }

    /** Any name has one address here. */
    private void serveUpstream() {
        byte[] buffer = new byte[1_500];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!upstream.isClosed()) {
            try {
                packet.setLength(buffer.length);
                upstream.receive(packet);
                upstreamQuestions.incrementAndGet();
                Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
                Message answer = new Message(question.getHeader().getID());
                answer.getHeader().setFlag(Flags.QR);
                answer.addRecord(question.getQuestion(), Section.QUESTION);
                answer.addRecord(
                        new ARecord(
                                question.getQuestion().getName(), DClass.IN, 60, InetAddress.getByAddress(new byte[] {
                                    (byte) 198, 51, 100, 9
                                })),
                        Section.ANSWER);
                byte[] wire = answer.toWire();
                upstream.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private Message ask(String name, int type, boolean tcp, boolean edns) throws IOException {
        return ask(server, name, type, tcp, edns);
    }

    private static Message ask(DnsServer server, String name, int type, boolean tcp, boolean edns) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server.address());
        resolver.setTCP(tcp);
        resolver.setIgnoreTruncation(true);
        resolver.setTimeout(TIMEOUT);
        if (!edns) {
            resolver.setEDNS(-1);
        }
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }

    private static List<String> addresses(Message message) {
        return message.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .toList();
    }

    private static DatagramSocket unbound() {
        try {
            return new DatagramSocket(null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
