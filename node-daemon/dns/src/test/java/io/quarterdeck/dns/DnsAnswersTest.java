package io.quarterdeck.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.Cidr;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DnsAnswersTest {

    private static final String SVC = ".default.svc.cluster.local";

    private final TestCluster cluster = new TestCluster();
    private final ClusterNames names = new ClusterNames("cluster.local");
    private final DnsAnswers answers = new DnsAnswers(TestCluster.config(Path.of("/nowhere")), names);

    DnsAnswersTest() {
        cluster.populate();
        List.of("web", "db", "empty", "here", "there").forEach(this::refresh);
    }

    @Test
    void aServiceHasItsClusterAddress() {
        assertThat(records("web" + SVC, DnsRecord.A)).containsExactly(address("web" + SVC, "10.96.0.5"));
    }

    @Test
    void aHeadlessServiceHasItsEndpoints() {
        assertThat(records("db" + SVC, DnsRecord.A))
                .containsExactly(address("db" + SVC, "10.244.1.3"), address("db" + SVC, "10.244.2.3"));
        assertThat(records("db-1.db" + SVC, DnsRecord.A)).containsExactly(address("db-1.db" + SVC, "10.244.2.3"));
        assertThat(records("10-244-1-2.web" + SVC, DnsRecord.A))
                .containsExactly(address("10-244-1-2.web" + SVC, "10.244.1.2"));
    }

    @Test
    void aPortIsFoundByName() {
        assertThat(records("_http._tcp.web" + SVC, DnsRecord.SRV))
                .extracting(DnsRecord::data)
                .containsExactly(new DnsRecord.Service(0, 100, 80, "web" + SVC));
        assertThat(records("_sql._tcp.db" + SVC, DnsRecord.SRV))
                .extracting(DnsRecord::data)
                .containsExactly(
                        new DnsRecord.Service(0, 50, 5432, "db-0.db" + SVC),
                        new DnsRecord.Service(0, 50, 5432, "db-1.db" + SVC));
        assertThat(code("_ftp._tcp.web" + SVC, DnsRecord.SRV)).isEqualTo(Answer.NO_SUCH_NAME);
    }

    @Test
    void aPodsNameSaysItsAddress() {
        assertThat(records("10-244-1-9.default.pod.cluster.local", DnsRecord.A))
                .extracting(DnsRecord::data)
                .containsExactly(new DnsRecord.Address(Cidr.bits("10.244.1.9")));
        assertThat(code("10-244-1-999.default.pod.cluster.local", DnsRecord.A)).isEqualTo(Answer.NO_SUCH_NAME);
    }

    @Test
    void addressesHaveNames() {
        assertThat(records("5.0.96.10.in-addr.arpa", DnsRecord.PTR))
                .extracting(DnsRecord::data)
                .containsExactly(new DnsRecord.Pointer("web" + SVC));
        assertThat(records("3.1.244.10.in-addr.arpa", DnsRecord.PTR))
                .extracting(DnsRecord::data)
                .containsExactly(new DnsRecord.Pointer("db-0.db" + SVC));
    }

    @Test
    void whatExistsWithoutSuchARecordIsNotDenied() {
        for (String name : List.of(
                "web" + SVC, "empty" + SVC, "svc.cluster.local", "default.svc.cluster.local", "_tcp.web" + SVC)) {
            assertThat(code(name, DnsRecord.AAAA)).as(name).isEqualTo(Answer.NO_ERROR);
            assertThat(records(name, DnsRecord.AAAA)).as(name).isEmpty();
        }
    }

    @Test
    void whatDoesNotExistIsDeniedWithTheZonesStart() {
        for (String name : List.of(
                "nope" + SVC,
                "x.web" + SVC,
                "web.other.svc.cluster.local",
                "other.svc.cluster.local",
                "nope.cluster.local",
                "9.9.244.10.in-addr.arpa",
                "1.5.0.96.10.in-addr.arpa")) {
            assertThat(answers.answer(name, DnsRecord.A)).as(name).isInstanceOfSatisfying(Answer.Local.class, local -> {
                assertThat(local.code()).isEqualTo(Answer.NO_SUCH_NAME);
                assertThat(local.authority())
                        .extracting(record -> record.data().type())
                        .containsExactly(DnsRecord.SOA);
            });
        }
    }

    @Test
    void onlyForeignNamesAreForwarded() {
        for (String name : List.of(
                "example.org",
                "cluster.local.example.org",
                "xcluster.local",
                "1.2.0.192.in-addr.arpa",
                "in-addr.arpa",
                "10.in-addr.arpa")) {
            assertThat(answers.answer(name, DnsRecord.A)).as(name).isInstanceOf(Answer.Forward.class);
        }
        assertThat(code("244.10.in-addr.arpa", DnsRecord.PTR)).isEqualTo(Answer.NO_ERROR);
    }

    @Test
    void anAliasWithinTheZoneIsFollowedHere() {
        assertThat(records("here" + SVC, DnsRecord.A))
                .extracting(DnsRecord::data)
                .containsExactly(new DnsRecord.Alias("web" + SVC), new DnsRecord.Address(Cidr.bits("10.96.0.5")));
        assertThat(answers.answer("there" + SVC, DnsRecord.A))
                .isInstanceOfSatisfying(
                        Answer.Follow.class,
                        follow -> assertThat(follow.target()).isEqualTo("example.org"));
    }

    @Test
    void aRingOfAliasesEnds() {
        cluster.service("here", "", "web2.default.svc.cluster.local");
        cluster.service("web2", "", "here.default.svc.cluster.local");
        refresh("here");
        refresh("web2");
        assertThat(code("here" + SVC, DnsRecord.A)).isEqualTo(Answer.SERVER_FAILURE);
    }

    @Test
    void aServiceThatWentTakesAllItsNamesAlong() {
        cluster.services.list().forEach(service -> {
            cluster.services.remove(service.key());
            refresh(service.key().name());
        });
        for (String name :
                List.of("web" + SVC, "db-0.db" + SVC, "default.svc.cluster.local", "5.0.96.10.in-addr.arpa")) {
            assertThat(code(name, DnsRecord.PTR)).as(name).isEqualTo(Answer.NO_SUCH_NAME);
        }
    }

    private void refresh(String service) {
        ObjectKey key = TestCluster.key(service);
        names.update(
                key,
                cluster.services.get(key).orElse(null),
                cluster.slices.list().stream()
                        .filter(slice -> slice.service().equals(key))
                        .toList());
    }

    private List<DnsRecord> records(String name, int type) {
        return local(name, type).records();
    }

    private int code(String name, int type) {
        return local(name, type).code();
    }

    private Answer.Local local(String name, int type) {
        Answer answer = answers.answer(name, type);
        assertThat(answer).as(name).isInstanceOf(Answer.Local.class);
        return (Answer.Local) answer;
    }

    private static DnsRecord address(String name, String address) {
        return new DnsRecord(name, DnsAnswers.TTL_SECONDS, new DnsRecord.Address(Cidr.bits(address)));
    }
}
