// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * An address of an interface of this host.
 *
 * @param link index of the interface
 * @param local the address
 * @param peer the other end of a point-to-point link, else the same as {@code local}
 * @param prefixLength of the network behind it
 * @param scope how far it is valid: 0 everywhere, 253 on this link, 254 on this host
 * @param tentative not usable yet, or refused: duplicate address detection runs or has failed
 * @param deprecated not to be used for new connections if there is another
 * @param temporary a privacy address of IPv6 or a secondary address of IPv4
 */
public record NetworkAddress(
        int link,
        InetAddress local,
        InetAddress peer,
        int prefixLength,
        int scope,
        boolean tentative,
        boolean deprecated,
        boolean temporary) {

    /** Its family. */
    public Family family() {
        return Family.of(local);
    }

    /** Whether packets to the internet may carry it. */
    public boolean usable() {
        return scope == 0 && !tentative;
    }

    /** Empty for an address of a family that is not ours, and for the all-zeros address, which the kernel leaves out. */
    static Optional<NetworkAddress> decode(NetlinkMessage message) throws NetlinkFormatException {
        ByteBuffer payload = message.payload();
        NetlinkAttributes attributes = NetlinkAttributes.after(Rtnetlink.ADDRESS_HEAD, payload);
        int family = payload.get(0);
        Optional<InetAddress> peer = attributes.address(Rtnetlink.IFA_ADDRESS);
        Optional<InetAddress> local = attributes.address(Rtnetlink.IFA_LOCAL).or(() -> peer);
        if (local.isEmpty() || Family.of(local.get()).number() != family) {
            return Optional.empty();
        }
        long flags = attributes.u32(Rtnetlink.IFA_FLAGS, payload.get(2) & 0xff);
        boolean optimistic = (flags & Rtnetlink.IFA_F_OPTIMISTIC) != 0;
        return Optional.of(new NetworkAddress(
                payload.getInt(4),
                local.get(),
                peer.orElse(local.get()),
                payload.get(1) & 0xff,
                payload.get(3) & 0xff,
                (flags & Rtnetlink.IFA_F_DADFAILED) != 0 || ((flags & Rtnetlink.IFA_F_TENTATIVE) != 0 && !optimistic),
                (flags & Rtnetlink.IFA_F_DEPRECATED) != 0,
                (flags & Rtnetlink.IFA_F_TEMPORARY) != 0));
    }
}
