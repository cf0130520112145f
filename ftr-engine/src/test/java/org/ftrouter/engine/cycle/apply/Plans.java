// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.cycle.Given;

/** Plans for tests. */
final class Plans {
    private Plans() {}

    /** A plan of uplinks of one letter each; the hops are some of them. */
    static RoutePlan of(String uplinks, String hops) {
        var all = new ArrayList<Uplink>();
        var members = new ArrayList<NextHop>();
        for (int i = 0; i < uplinks.length(); i++) {
            String name = uplinks.substring(i, i + 1);
            Uplink uplink = Given.v4(name, 1, 1);
            all.add(uplink);
            if (hops.contains(name)) {
                members.add(new NextHop(Given.path(uplink, Family.IPV4), 1));
            }
        }
        return new RoutePlan(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), all, Given.paths(all), members);
    }
}
