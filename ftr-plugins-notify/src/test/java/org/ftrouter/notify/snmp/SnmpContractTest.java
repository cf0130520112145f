// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** The contract with confirmed notifications of version 2c. */
class SnmpContractTest extends NotifierContract {
    private static final String SECRET = "canary-community";
    private final List<AutoCloseable> others = new ArrayList<>();
    private final List<PDU> received = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private Snmp receiver;
    private int port;

    @BeforeEach
    void start() throws Exception {
        var transport = new DefaultUdpTransportMapping(new UdpAddress("127.0.0.1/0"));
        receiver = new Snmp(transport);
        receiver.addCommandResponder(new CommandResponder() {
            @Override
            public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
                assertThat(new OctetString(event.getSecurityName()).toString()).isEqualTo(SECRET);
                received.add(event.getPDU());
                try {
                    var answer = new PDU(event.getPDU());
                    answer.setType(PDU.RESPONSE);
                    event.getMessageDispatcher()
                            .returnResponsePdu(
                                    event.getMessageProcessingModel(),
                                    event.getSecurityModel(),
                                    event.getSecurityName(),
                                    event.getSecurityLevel(),
                                    answer,
                                    event.getMaxSizeResponsePDU(),
                                    event.getStateReference(),
                                    new org.snmp4j.mp.StatusInformation());
                } catch (org.snmp4j.MessageException e) {
                    throw new AssertionError(e);
                }
            }
        });
        receiver.listen();
        port = transport.getListenAddress().getPort();
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
        return received.stream()
                .map(pdu -> new Delivery(text(pdu, 1), text(pdu, 2), text(pdu, 7)))
                .toList();
    }

    private static String text(PDU pdu, int object) {
        var oid = new OID("1.3.6.1.4.1.32473.4711.1." + object + ".0");
        for (VariableBinding binding : pdu.getVariableBindings()) {
            if (binding.getOid().equals(oid)) {
                return new String(((OctetString) binding.getVariable()).getValue(), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError(pdu);
    }

    @Override
    protected String secret() {
        return SECRET;
    }
}
