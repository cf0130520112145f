// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract with confirmed notifications of version 2c. */
class SnmpContractTest extends NotifierContract {
    private static final String SECRET = "canary-community";
    private final List<AutoCloseable> others = new ArrayList<>();

    @TempDir
    Path folder;

    private TrapReceiver receiver;
    private int port;

    @BeforeEach
    void start() throws Exception {
        receiver = new TrapReceiver(SECRET);
        port = receiver.port();
    }

    @AfterEach
    void stop() throws Exception {
        receiver.close();
        for (AutoCloseable other : others) {
            other.close();
        }
    }

    private Notifier at(int where, Object... more) {
        var all = new ArrayList<Object>(List.of(
                "to", "127.0.0.1:" + where, "community", SECRET, "inform", true, "timeout", Duration.ofSeconds(4)));
        all.addAll(List.of(more));
        TestSettings settings = TestSettings.of(all.toArray());
        Notifier made = new SnmpNotifierFactory().create(settings, new TestContext(folder));
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    @Override
    protected Notifier working() {
        return at(port);
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return at(unused.getLocalPort());
        }
    }

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        others.add(silent);
        return Optional.of(at(silent.getLocalPort(), "timeout", Duration.ofMinutes(1)));
    }

    @Override
    protected List<Delivery> delivered() {
        return receiver.received().stream()
                .map(objects -> new Delivery(objects.get(1), objects.get(2), objects.get(7)))
                .toList();
    }

    @Override
    protected String secret() {
        return SECRET;
    }
}
