// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Shortcoming;
import org.ftrouter.api.route.Shortcoming.Need;

/**
 * Leads packets of every kind that matters through an administrator's rules and looks what becomes of them. So it does
 * not matter in which chains they stand, in what order, and in which words.
 */
public final class FirewallCheck {
    private final RoutePlan plan;
    private final Family family;
    private final Rules rules;
    private final List<Shortcoming> found = new ArrayList<>();

    /** The rules, and how ours are written. */
    public interface Rules {
        /** Marks before routing. */
        void prerouting(CheckedPacket packet);

        /** Marks after routing. */
        void postrouting(CheckedPacket packet);

        /** Translation of sources. */
        void translation(CheckedPacket packet);

        /** What is let in to the router. */
        void input(CheckedPacket packet);

        /** The line that meets a need for an uplink in a family. */
        String line(Need need, Uplink uplink, Family family);

        /** The line that gives packets from a downlink the mark of their connection. */
        String restore(String downlink, Uplink uplink);
    }

    /** A check for one family. */
    public FirewallCheck(RoutePlan plan, Family family, Rules rules) {
        this.plan = plan;
        this.family = family;
        this.rules = rules;
    }

    /** What is missing or wrong, in the order in which a packet would meet it. */
    public List<Shortcoming> run() {
        List<Uplink> uplinks = plan.uplinks().stream()
                .filter(uplink -> uplink.families().contains(family))
                .toList();
        plan.downlinks().all().forEach(downlink -> restored(downlink, uplinks));
        uplinks.forEach(this::incoming);
        uplinks.forEach(this::outgoing);
        uplinks.forEach(this::probe);
        uplinks.forEach(this::translated);
        uplinks.forEach(this::answers);
        return List.copyOf(found);
    }

    /** For each uplink, but told once: usually all or none is right. */
    private void restored(String downlink, List<Uplink> uplinks) {
        for (Uplink uplink : uplinks) {
            CheckedPacket packet = packet(downlink, "", false, 0, uplink.mark());
            rules.prerouting(packet);
            if (packet.mark() != uplink.mark()) {
                add(Need.RESTORE, downlink, packet.markedBy(), () -> rules.restore(downlink, uplink));
                return;
            }
        }
    }

    private void incoming(Uplink uplink) {
        CheckedPacket packet = packet(uplink.device(), "", true, 0, 0);
        rules.prerouting(packet);
        if (packet.connectionMark() != uplink.mark()) {
            add(uplink, Need.INCOMING, packet.connectionMarkedBy());
        }
    }

    private void outgoing(Uplink uplink) {
        for (int mark : new int[] {0, uplink.mark()}) {
            CheckedPacket packet = packet("", uplink.device(), true, mark, 0);
            rules.postrouting(packet);
            if (packet.connectionMark() != uplink.mark()) {
                add(uplink, Need.OUTGOING, packet.connectionMarkedBy());
                return;
            }
        }
    }

    private void probe(Uplink uplink) {
        CheckedPacket packet = packet("", uplink.device(), true, uplink.probeMark(), 0);
        rules.postrouting(packet);
        if (packet.connectionMark() != 0) {
            add(uplink, Need.PROBE, packet.connectionMarkedBy());
        }
    }

    private void translated(Uplink uplink) {
        CheckedPacket packet = packet("", uplink.device(), true, 0, uplink.mark());
        rules.translation(packet);
        boolean certain = !packet.translatedBy().isEmpty();
        if (uplink.nat() == Nat.NONE) {
            if (certain) {
                found.add(new Shortcoming(Need.NO_TRANSLATION, uplink.name(), packet.translatedBy(), ""));
            }
            return;
        }
        Optional<String> wanted = uplink.translatedTo(family).map(Addresses::text);
        boolean other = certain
                && !packet.translation().isEmpty()
                && wanted.isPresent()
                && !packet.translation().equals(wanted.get());
        if (other) {
            add(uplink, Need.TRANSLATION, packet.translatedBy());
        } else if (!certain && !packet.perhapsTranslated()) {
            add(uplink, Need.TRANSLATION, "");
        }
    }

    private void answers(Uplink uplink) {
        CheckedPacket packet = packet(uplink.device(), "", false, 0, 0);
        rules.input(packet);
        if (packet.dropped()) {
            add(uplink, Need.ANSWERS, packet.endedBy());
        }
    }

    private CheckedPacket packet(String in, String out, boolean isNew, int mark, int connectionMark) {
        return new CheckedPacket(family, in, out, isNew, plan.layout().markMask(), mark, connectionMark);
    }

    private void add(Uplink uplink, Need need, String against) {
        add(need, uplink.name(), against, () -> rules.line(need, uplink, family));
    }

    private void add(Need need, String subject, String against, Supplier<String> line) {
        found.add(new Shortcoming(need, subject, against, line.get()));
    }
}
