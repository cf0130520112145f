// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** Takes and confirms notifications of version 2c. */
public final class TrapReceiver implements AutoCloseable {
    private static final OID OBJECTS = new OID("1.3.6.1.4.1.32473.4711.1");
    private final List<PDU> received = new CopyOnWriteArrayList<>();
    private final DefaultUdpTransportMapping transport = new DefaultUdpTransportMapping(new UdpAddress("127.0.0.1/0"));
    private final Snmp snmp = new Snmp(transport);

    /** Anything under another community is an error. */
    public TrapReceiver(String community) throws IOException {
        snmp.addCommandResponder(new CommandResponder() {
            @Override
            public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
                if (!new OctetString(event.getSecurityName()).toString().equals(community)) {
                    throw new AssertionError(event.toString());
                }
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
        snmp.listen();
    }

    public int port() {
        return transport.getListenAddress().getPort();
    }

    /** The texts among the objects of each notification, by their number in the MIB. */
    public List<Map<Integer, String>> received() {
        return received.stream().map(TrapReceiver::texts).toList();
    }

    private static Map<Integer, String> texts(PDU pdu) {
        var texts = new TreeMap<Integer, String>();
        for (VariableBinding binding : pdu.getVariableBindings()) {
            if (binding.getOid().startsWith(OBJECTS) && binding.getVariable() instanceof OctetString text) {
                texts.put(binding.getOid().get(OBJECTS.size()), new String(text.getValue(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
