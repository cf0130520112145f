// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.List;
import org.ftrouter.dist.lab.Addresses;

/** Who is measured. */
final class Contenders {
    /** What the others than FTR ask, each through every uplink. */
    static final List<String> TARGETS = Addresses.TARGETS.subList(0, 6);

    private Contenders() {}

    static List<Contender> all() {
        return List.of(
                new FtrContender("default"),
                new FtrContender("fast"),
                new LsmContender("default"),
                new LsmContender("fast"),
                new KeepalivedContender("default", 5, 3, 3, 1000),
                new KeepalivedContender("fast", 1, 1, 1, 250));
    }

    /** Whether a line of {@code ip -o monitor route} is the default route of the main table. */
    static boolean mainDefault(String route) {
        return route.startsWith("default") && !route.contains(" table ");
    }
}
