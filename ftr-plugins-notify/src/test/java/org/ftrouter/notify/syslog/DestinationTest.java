// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "local, /dev/log",
        "/run/log, /run/log",
        "udp://host, udp://host:514",
        "udp://10.0.0.1:1514, udp://10.0.0.1:1514",
        "tcp://host, tcp://host:601",
        "tls://host, tls://host:6514",
        "tcp://[2001:db8::1], tcp://[2001:db8::1]:601",
        "tcp://[2001:db8::1]:6514, tcp://[2001:db8::1]:6514",
    })
    void isRead(String written, String meant) {
        assertThat(Destination.parse(written)).get().hasToString(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "syslog.example.org",
                "http://host",
                "udp:host",
                "udp://",
                "udp://host:0",
                "udp://host:65536",
                "udp://host:x",
                "udp://user@host",
                "tcp://host/path",
                "tcp://host?q",
                "tcp://2001:db8::1",
                "udp://host\n"
            })
    void isRefused(String written) {
        var settings = TestSettings.of("to", written);

        new SyslogNotifierFactory().create(settings, new TestContext(Path.of("unused")));

        assertThat(settings.problems())
                .singleElement()
                .asString()
                .startsWith("to: '" + written + "' is not allowed: local,");
    }

    @Test
    void anApplicationNameThatWouldBreakAHeaderIsRefused() {
        var settings = TestSettings.of("app-name", "my router");

        new SyslogNotifierFactory().create(settings, new TestContext(Path.of("unused")));

        assertThat(settings.problems())
                .containsExactly("app-name: 'my router' is not allowed: 1 to 48 of A-Z a-z 0-9 _ . / -");
    }

    @Test
    void bothNotifiersAreFoundByTheirWords() {
        assertThat(ServiceLoader.load(NotifierFactory.class))
                .extracting(NotifierFactory::type)
                .contains("email", "syslog");
    }
}
