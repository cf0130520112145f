// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;

class DnsProbeFactoryTest {

    private static List<String> problems(Object... keysAndValues) {
        var settings = TestSettings.of(keysAndValues);
        new DnsProbeFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }

    @Test
    void everyKeyIsReadAndRightOnesAreNoProblem() {
        assertThat(problems("target", "9.9.9.9")).isEmpty();
        assertThat(problems("target", "9.9.9.9", "name", "example.org", "expect", List.of("192.0.2.1", "192.0.2.2")))
                .isEmpty();
        assertThat(problems("target", "2620:fe::fe", "name", "a.org", "record", "aaaa", "transport", "tcp"))
                .isEmpty();
        assertThat(problems("target", "[2620:fe::fe]:5353", "name", "no.such.invalid", "expect", "nxdomain"))
                .isEmpty();
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(problems("target", "dns.example"))
                .containsExactly("target: is 'dns.example', not the numeric address of a DNS server, such as 9.9.9.9,"
                        + " 9.9.9.9:53 or [2620:fe::fe]:53");
        assertThat(problems("target", "9.9.9.9", "record", "XYZ"))
                .containsExactly("record: is 'XYZ', not a type of DNS record, such as A, AAAA, NS, TXT");
        assertThat(problems("target", "9.9.9.9", "name", "a..b"))
                .singleElement()
                .asString()
                .startsWith("name: is 'a..b', not a domain name");
        assertThat(problems("target", "9.9.9.9", "name", "a.b", "expect", "portal"))
                .containsExactly("expect: is 'portal', which is neither 'any', 'nxdomain' nor an address");
        assertThat(problems("target", "9.9.9.9", "expect", "192.0.2.1"))
                .containsExactly("expect: is an address, which is not in the answer to a question for NS");
        assertThat(problems("target", "9.9.9.9", "transport", "http"))
                .containsExactly("transport: is 'http', allowed is udp, tcp");
    }

    @Test
    void aServerIsAskedInItsOwnFamilyAlone() {
        var probe = new DnsProbeFactory()
                .create(TestSettings.of("target", "2620:fe::fe"), new TestContext(Path.of("unused")));

        assertThat(probe.asks(Family.IPV6)).isTrue();
        assertThat(probe.asks(Family.IPV4)).isFalse();
    }
}
