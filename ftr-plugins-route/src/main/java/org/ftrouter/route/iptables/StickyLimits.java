// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;

/** Says once what the lists of sticky pins cannot do: they are short, and hold no pairs. Never fails. */
final class StickyLimits {
    private static final int ENOUGH = 1000;

    private final Path most;
    private final System.Logger logger;
    private boolean done;

    /** The file of the kernel that says how many addresses a list holds; there once there is a list. */
    StickyLimits(Path most, System.Logger logger) {
        this.most = most;
        this.logger = logger;
    }

    void tell(RoutePlan plan) {
        boolean sticky = plan.pins().stream().anyMatch(p -> p.pin().sticky().isPresent());
        if (!sticky || done) {
            return;
        }
        done = true;
        plan.pins().stream()
                .map(route -> route.pin())
                .filter(pin -> pin.sticky()
                        .filter(s -> s.by() == Sticky.By.SOURCE_DESTINATION)
                        .isPresent())
                .forEach(pin -> logger.log(
                        System.Logger.Level.WARNING,
                        "pin {0} is sticky by source alone: iptables remembers no pairs of addresses, nftables does",
                        pin));
        tellLength();
    }

    private void tellLength() {
        try {
            int length = Integer.parseInt(Files.readString(most).strip());
            if (length < ENOUGH) {
                logger.log(
                        System.Logger.Level.WARNING,
                        "sticky pins remember {0} clients for each uplink and family, those seen last. For more, write"
                                + " ''options xt_recent ip_list_tot=5000'' into /etc/modprobe.d/ftr.conf and restart"
                                + " the machine",
                        length);
            }
        } catch (IOException | NumberFormatException e) {
            logger.log(System.Logger.Level.DEBUG, "how many clients sticky pins remember is unknown: {0}", e);
        }
    }
}
