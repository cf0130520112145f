// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.linux.IpSets;

/** Says once what sticky pins cannot do here: lists are short, and hold no pairs. Never fails. */
final class StickyLimits {
    private static final int USUAL = 100;
    private static final int ENOUGH = 1000;

    private static final String SHORT =
            "sticky pins remember {0} clients for each uplink and family, those seen last. For"
                    + " more, write ''options xt_recent ip_list_tot=5000'' into /etc/modprobe.d/ftr.conf (if the kernel has it"
                    + " built in, xt_recent.ip_list_tot=5000 on its command line) and restart the machine";

    private static final String FULL =
            "the list {0} of sticky clients holds {1}, usually the most: further ones may make"
                    + " others lose their uplink too soon. ''ftr doctor'', as root, says whether it is full, and the remedy";

    private final Path most;
    private final Path lists;
    private final System.Logger logger;
    private boolean pairsTold;
    private boolean lengthTold;

    /**
     * With what the kernel shows once there is a list.
     *
     * @param most the file that says how many addresses a list holds, which root alone may read
     * @param lists the folder of all lists
     */
    StickyLimits(Path most, Path lists, System.Logger logger) {
        this.most = most;
        this.lists = lists;
        this.logger = logger;
    }

    /** Of what is wanted, and what of it the kernel can keep. */
    void tell(RoutePlan plan, RoutePlan possible) {
        if (!pairsTold
                && pins(plan, Sticky.By.SOURCE).count()
                        < pins(possible, Sticky.By.SOURCE).count()) {
            pairsTold = true;
            tellPairs(plan);
        }
        if (!lengthTold && pins(possible, Sticky.By.SOURCE).findAny().isPresent()) {
            lengthTold = tellLength();
        }
    }

    private static Stream<Pin> pins(RoutePlan plan, Sticky.By by) {
        return plan.pins().stream()
                .map(PinRoute::pin)
                .filter(pin -> pin.sticky().filter(s -> s.by() == by).isPresent());
    }

    private void tellPairs(RoutePlan plan) {
        pins(plan, Sticky.By.SOURCE_DESTINATION)
                .forEach(pin -> logger.log(
                        System.Logger.Level.WARNING,
                        "pin {0} is sticky by source alone: this kernel has no sets of pairs of addresses for iptables"
                                + " ({1} of ipset). nftables has them (type = nftables)",
                        pin,
                        IpSets.PAIRS));
    }

    /** Whether that needs no further look. */
    private boolean tellLength() {
        try {
            int length = Integer.parseInt(Files.readString(most).strip());
            if (length < ENOUGH) {
                logger.log(System.Logger.Level.WARNING, SHORT, length);
            }
            return true;
        } catch (IOException | NumberFormatException e) {
            return tellFull();
        }
    }

    /** For a daemon that is not root: a list with the usual number is probably full. Before rules are loaded, there is none. */
    private boolean tellFull() {
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(lists, "FTR:*")) {
            for (Path list : ours) {
                if (Files.readAllLines(list).size() == USUAL) {
                    logger.log(System.Logger.Level.WARNING, FULL, list.getFileName(), USUAL);
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            logger.log(System.Logger.Level.DEBUG, "the lists of sticky clients cannot be read: {0}", e);
        }
        return false;
    }
}
