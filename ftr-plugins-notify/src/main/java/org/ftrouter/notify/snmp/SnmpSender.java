// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.ftrouter.api.Secret;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmTimeTable;
import org.snmp4j.security.UsmUser;
import org.snmp4j.security.UsmUserTable;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** Speaks SNMP: a socket and its thread for each notification, so that nothing is left between them. */
final class SnmpSender {
    /** So many fit into the limit; one more wait follows, so that the end of the attempt comes first. */
    private static final int TRIES = 4;

    private final Access access;
    private final boolean inform;
    private final long waitMilliseconds;
    private final OwnEngine engine;
    private final Supplier<Path> state;
    private @Nullable USM users;
    private volatile @Nullable Snmp open;

    /** The state folder is asked for when it is needed. */
    SnmpSender(Access access, boolean inform, long waitMilliseconds, OwnEngine engine, Supplier<Path> state) {
        this.access = access;
        this.engine = engine;
        this.inform = inform;
        this.waitMilliseconds = waitMilliseconds;
        this.state = state;
    }

    /** Sends it from that address; with {@code inform}, returns when the receiver has confirmed. */
    void send(List<VariableBinding> content, UdpAddress receiver, UdpAddress from) throws IOException {
        try (Snmp snmp = session(from)) {
            open = snmp;
            if (inform) { // nobody answers a trap, and a listener that comes after the end fails aloud
                snmp.listen();
            }
            ResponseEvent<UdpAddress> event = snmp.send(pdu(content), target(receiver));
            if (inform) {
                check(event);
            }
        } finally {
            open = null;
        }
    }

    private static void check(@Nullable ResponseEvent<UdpAddress> event) throws IOException {
        if (event == null || event.getResponse() == null) {
            throw new IOException("no confirmation came");
        }
        PDU answer = event.getResponse();
        if (answer.getType() != PDU.RESPONSE || answer.getErrorStatus() != PDU.noError) {
            throw new IOException("it answered " + answer.getErrorStatusText());
        }
    }

    private Snmp session(UdpAddress from) throws IOException {
        var dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv2c());
        if (access.version() == Access.Version.V3) {
            dispatcher.addMessageProcessingModel(new MPv3(users()));
        }
        return new Snmp(dispatcher, new DefaultUdpTransportMapping(from));
    }

    /** Kept for as long as our engine is the same. */
    private USM users() throws IOException {
        UsmTimeTable clock = engine.clock(state.get());
        if (users == null || !clock.equals(users.getTimeTable())) {
            SecurityProtocols protocols = SecurityProtocols.getInstance();
            protocols.addPredefinedProtocolSet(SecurityProtocols.SecurityProtocolSet.maxCompatibility);
            var made = new USM(
                    protocols,
                    clock.getLocalTime().getEngineID(),
                    clock.getEngineBoots(),
                    CounterSupport.getInstance(),
                    new UsmUserTable(),
                    clock);
            made.addUser(new UsmUser(
                    new OctetString(access.user()),
                    access.auth().id(),
                    password(access.authPassword().orElse(null)),
                    access.priv().id(),
                    password(access.privPassword().orElse(null))));
            users = made;
        }
        return users;
    }

    private static @Nullable OctetString password(@Nullable Secret secret) {
        return secret == null ? null : new OctetString(secret.reveal());
    }

    private PDU pdu(List<VariableBinding> content) {
        PDU pdu = access.version() == Access.Version.V3 ? new ScopedPDU() : new PDU();
        pdu.setType(inform ? PDU.INFORM : PDU.TRAP);
        pdu.addAll(content);
        return pdu;
    }

    private Target<UdpAddress> target(UdpAddress receiver) {
        Target<UdpAddress> target;
        if (access.version() == Access.Version.V3) {
            int level = access.privPassword().isPresent()
                    ? SecurityLevel.AUTH_PRIV
                    : access.authPassword().isPresent() ? SecurityLevel.AUTH_NOPRIV : SecurityLevel.NOAUTH_NOPRIV;
            target = new UserTarget<>(receiver, new OctetString(access.user()), new byte[0], level);
            target.setVersion(SnmpConstants.version3);
        } else {
            target = new CommunityTarget<>(
                    receiver, new OctetString(access.community().reveal()));
            target.setVersion(SnmpConstants.version2c);
        }
        target.setRetries(TRIES);
        target.setTimeout(Math.max(100, waitMilliseconds / TRIES));
        return target;
    }

    /** Ends a wait for a confirmation. For any thread. */
    void abandon() {
        Snmp mine = open;
        if (mine != null) {
            try {
                mine.close();
            } catch (IOException e) {
                open = null; // closed or not, nobody uses it any more
            }
        }
    }
}
