package io.quarterdeck.machinery.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions that are true in Kubernetes. */
final class LibraryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isURL('https://user:pass@example.com:80/path?query=val#f') && !isURL('a b')",
                "url('https://example.com:80/p%20q?k=v&k=w').getHost() == 'example.com:80'",
                "url('https://[::1]:80/').getHostname() == '::1' && url('/path').getScheme() == ''",
                "url('https://example.com:80/p%20q?k=v&k=w').getPort() == '80'",
                "url('https://example.com/p%20q').getEscapedPath() == '/p%20q'",
                "url('https://a.b/?k=v&k=w').getQuery() == {'k': ['v', 'w']}",
                "'abc 123'.find('[0-9]+') == '123' && 'abc'.find('[0-9]+') == ''",
                "'1 23 456'.findAll('[0-9]+') == ['1', '23', '456'] && '1 2 3'.findAll('[0-9]', 2) == ['1', '2']",
                "[1, 2, 3].isSorted() && !['b', 'a'].isSorted() && [].isSorted()",
                "[1, 3, 2].max() == 3 && [1.5, 0.5].min() == 0.5 && ['b', 'a'].min() == 'a'",
                "[1, 3].sum() == 4 && [0.5, 0.5].sum() == 1.0 && [duration('1m'), duration('30s')].sum() == duration('90s')",
                "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2 && [1].indexOf(2) == -1",
                "quantity('1.5Gi').isGreaterThan(quantity('1Gi')) && quantity('200M').compareTo(quantity('0.2G')) == 0",
                "quantity('1k') == quantity('1000') && isQuantity('1Ki') && !isQuantity('1KK')",
                "quantity('50k').add(20) == quantity('50020') && quantity('50k').sub(quantity('10k')).asInteger() == 40000",
                "quantity('1500m').isInteger() == false && quantity('1500m').asApproximateFloat() == 1.5 && quantity('-1').sign() == -1",
                "isIP('10.0.0.1') && isIP('::1') && !isIP('10.0.0.01') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0')",
                "ip('10.0.0.1').family() == 4 && ip('::1').isLoopback() && ip('0.0.0.0').isUnspecified()",
                "ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::0:1') && string(ip('2001:db8::0:1')) == '2001:db8::1'",
                "ip('224.0.0.1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast()",
                "cidr('10.0.0.0/8').containsIP('10.9.8.7') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))",
                "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))",
                "isCIDR('::/0') && !isCIDR('10.0.0.0/33') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
                "cidr('10.1.2.3/8').prefixLength() == 8 && cidr('10.1.2.3/8').ip() == ip('10.1.2.3')",
                "format.named('dns1123Label').value().validate('A').value().size() == 1",
                "!format.dns1123Label().validate('a-b').hasValue() && !format.named('nonsense').hasValue()",
                "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.1').compareTo(semver('1.0.0')) == -1",
                "isSemver('1.2.3+x') && !isSemver('v1.2') && isSemver('v01.2', true) && semver('1.2.3').minor() == 2",
                "'%s %d %.2f %x %b %% %s'.format(['a', 7, 1.005, 255, 5, [1, 2]]) == 'a 7 1.00 ff 101 % [1, 2]'",
                "'a,b'.split(',') == ['a', 'b'] && ' x '.trim() == 'x' && 'aXb'.lowerAscii() == 'axb' && ['a', 'b'].join('-') == 'a-b'",
                "'abc'.replace('b', 'x') == 'axc' && 'abc'.substring(1) == 'bc' && 'abc'.indexOf('c') == 2 && 'abc'.charAt(0) == 'a'",
                "sets.contains([1, 2], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 2], [2, 1])",
                "optional.of(1).hasValue() && optional.none().orValue(2) == 2 && {'a': 1}[?'b'].orValue(3) == 3",
                "{'a': 1}.all(k, v, k == 'a' && v == 1) && [1, 2].transformList(i, v, i + v) == [1, 3]",
                "[1, 2, 3].filter(x, x > 1).map(x, x * 2) == [4, 6] && [1, 2].exists_one(x, x == 2)",
                "1 < 1.5 && 2u > 1u && 5 / 2 == 2 && -5 % 3 == -2 && int('7') == 7 && string(1) == '1' && double('1.5') == 1.5",
                "'abc'.matches('^a.c$') && 'xabcx'.matches('abc') && b'a' == b'a' && size('añb') == 3",
                "timestamp('2024-01-01T00:00:00Z') + duration('1h') == timestamp('2024-01-01T01:00:00Z')",
                "duration('1h30m').getMinutes() == 90 && timestamp('2024-02-29T10:00:00Z').getDayOfMonth() == 28",
                "{'a': [1, {'b': 2}]} == {'a': [1, {'b': 2}]} && [1, 2] != [2, 1] && dyn(1) == dyn(1.0)",
            })
    void isTrue(String expression) {
        ObjectNode root = Json.object().put("type", "object");
        root.putArray("x-kubernetes-validations").addObject().put("rule", expression);
        Ruled ruled = Ruled.of(root);
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.create("{}")).isEmpty();
        ObjectNode opposite = Json.object().put("type", "object");
        opposite.putArray("x-kubernetes-validations")
                .addObject()
                .put("rule", "!(" + expression + ")")
                .put("message", "wrong");
        assertThat(Ruled.of(opposite).create("{}")).containsExactly(": Invalid value: wrong");
    }
}
