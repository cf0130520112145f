// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.status;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;

/** The pins of the status document: one row for each family in which a pin and its uplinks can have connections. */
final class PinRows {
    private PinRows() {}

    static JsonArray of(RoutePlan plan) {
        var rows = new JsonArray();
        for (PinRoute route : plan.pins()) {
            for (Family family : Family.values()) {
                if (hasConnections(route.pin(), family, plan)) {
                    rows.add(row(route, family));
                }
            }
        }
        return rows;
    }

    private static boolean hasConnections(Pin pin, Family family, RoutePlan plan) {
        return pin.match().families().contains(family)
                && plan.uplinks().stream()
                        .filter(u -> u.families().contains(family))
                        .anyMatch(
                                u -> pin.via().stream().anyMatch(v -> v.uplink().equals(u.name())));
    }

    private static JsonObject row(PinRoute route, Family family) {
        Pin pin = route.pin();
        List<NextHop> carriers = route.carriers(family);
        int all = carriers.stream().mapToInt(NextHop::weight).sum();
        var json = new JsonObject();
        json.addProperty("name", pin.name());
        json.addProperty("family", family.toString());
        json.addProperty("state", carriers.isEmpty() ? (pin.block() ? "blocked" : "balanced") : "pinned");
        var via = new JsonArray();
        pin.via().forEach(v -> via.add(v.uplink()));
        json.add("via", via);
        var carrying = new JsonArray();
        for (NextHop hop : carriers) {
            var carrier = new JsonObject();
            carrier.addProperty("uplink", hop.path().uplink().name());
            carrier.addProperty("share_ratio", (double) hop.weight() / all);
            carrying.add(carrier);
        }
        json.add("carried_by", carrying);
        pin.sticky().ifPresent(sticky -> {
            json.addProperty("sticky", sticky.by() == Sticky.By.SOURCE ? "source" : "source-destination");
            json.addProperty("sticky_seconds", sticky.lasts().toSeconds());
        });
        json.addProperty("table", pin.table());
        json.addProperty("mark", pin.mark());
        return json;
    }
}
