// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.syslog.SyslogNotifierFactory;
import org.junit.jupiter.api.Test;

class ViaTest {
    private static Uplink uplink(String device) {
        return new Uplink(
                "lte", device, "", Set.of(Family.IPV4), List.of(), List.of(), 1, OptionalInt.of(1), 101, 0x100, 0x100);
    }

    @Test
    void withoutTheKeyTheRoutesDecide() {
        TestSettings settings = TestSettings.of();

        assertThat(Via.read(settings).isUplink()).isFalse();
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsAProblem() throws Exception {
        TestSettings unknown = TestSettings.of("via", "lte");
        TestSettings alone = TestSettings.of("resolver", "9.9.9.9");
        TestSettings named = TestSettings.of("via", uplink("lte0"), "resolver", List.of("9.9.9.9", "dns.example.org"));
        TestSettings local = TestSettings.of("via", uplink("lte0"));

        Via.read(unknown);
        Via.read(alone);
        Via.read(named);
        try (var notifier =
                new SyslogNotifierFactory().create(local, new TestContext(java.nio.file.Path.of("unused")))) {
            assertThat(notifier.forPeople()).isFalse();
        }

        assertThat(unknown.problems()).containsExactly("via: is 'lte', allowed is the name of an uplink");
        assertThat(alone.problems())
                .containsExactly("resolver: is of use with via only: add via = UPLINK, or remove it");
        assertThat(named.problems())
                .containsExactly("resolver: is 'dns.example.org', not the numeric address of a DNS server");
        assertThat(local.problems())
                .containsExactly("via: is of no use for a socket of this machine: remove it, or name a server in 'to'");
    }

    @Test
    void anUplinkWithoutAnAddressIsNoWay() throws Exception {
        Via via = Via.read(TestSettings.of("via", uplink("none0")));

        assertThatThrownBy(() -> via.towards(InetAddress.getByName("192.0.2.1")))
                .isInstanceOf(IOException.class)
                .hasMessage("uplink lte has no IPv4 address now");
    }
}
