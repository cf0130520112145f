// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * Sees that uplinks on one interface can be told apart: each has addresses and gateways of its own, and no two of them
 * IPv6, whose routes have no realms. Whether the route backends do tell them apart is seen when these are known.
 */
final class SharedInterfaces {
    private final List<UplinkDraft> drafts;

    private SharedInterfaces(List<UplinkDraft> drafts) {
        this.drafts = drafts;
    }

    static void check(List<UplinkDraft> drafts) {
        drafts.forEach(new SharedInterfaces(drafts)::check);
    }

    private void check(UplinkDraft draft) {
        for (UplinkDraft other : drafts) {
            if (sharesInterface(draft, other)) {
                draft.families().stream().sorted().forEach(family -> checkFixed(draft, other, family));
                break;
            }
        }
        for (UplinkDraft earlier : drafts.subList(0, drafts.indexOf(draft))) {
            if (shares(draft, earlier, Family.IPV6)) {
                refuseIpv6(draft, earlier);
                break;
            }
        }
        for (UplinkDraft earlier : drafts.subList(0, drafts.indexOf(draft))) {
            Optional<InetAddress> own = of(Family.IPV4, draft.addresses());
            if (own.isPresent()
                    && shares(draft, earlier, Family.IPV4)
                    && own.equals(of(Family.IPV4, earlier.addresses()))) {
                refuseSameAddress(draft, earlier, own.get());
                break;
            }
        }
    }

    private static boolean sharesInterface(UplinkDraft draft, UplinkDraft other) {
        return shares(draft, other, Family.IPV4) || shares(draft, other, Family.IPV6);
    }

    private static boolean shares(UplinkDraft draft, UplinkDraft other, Family family) {
        return !other.name().equals(draft.name())
                && other.device().equals(draft.device())
                && other.families().contains(family)
                && draft.families().contains(family);
    }

    private static void checkFixed(UplinkDraft draft, UplinkDraft other, Family family) {
        boolean address = of(family, draft.addresses()).isPresent();
        boolean gateway = of(family, draft.gateways()).isPresent();
        if (!address || !gateway) {
            String what = address ? " gateway" : gateway ? " address" : " address and gateway";
            String text = named(draft, other) + ", so it needs an " + family + what + " of its own";
            draft.settings().error("interface", "C417", text, "what is learnt on a shared interface is nobody's");
        }
    }

    private static void refuseIpv6(UplinkDraft draft, UplinkDraft earlier) {
        String text = named(draft, earlier) + " in IPv6, where nothing tells them apart";
        String hint = "give it an interface of its own, such as ip link add " + draft.name() + " link " + draft.device()
                + " type macvlan, or leave IPv6 to one of them";
        draft.settings().error("interface", "C417", text, hint);
    }

    private static void refuseSameAddress(UplinkDraft draft, UplinkDraft earlier, InetAddress address) {
        String text = "'" + draft.settings().path() + "' has the same interface and address as '" + earlier.name()
                + "' (" + draft.device() + ", " + address.getHostAddress() + ")";
        draft.settings().error("interface", "C404", text, "each needs an address of its own");
    }

    private static String named(UplinkDraft draft, UplinkDraft other) {
        return "'" + draft.settings().path() + "' shares interface " + draft.device() + " with '" + other.name() + "'";
    }

    private static Optional<InetAddress> of(Family family, List<InetAddress> addresses) {
        return addresses.stream().filter(a -> Family.of(a) == family).findFirst();
    }
}
