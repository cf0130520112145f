// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;

/**
 * What the simulated engine is configured with.
 *
 * @param uplinks all of them
 * @param rules how each path is judged, and by its targets
 * @param layout numbers of tables and rules
 * @param downlinks interfaces towards our own networks
 * @param allDown what becomes of the default route when no uplink is usable
 */
public record Scenario(
        List<Uplink> uplinks, Map<PathId, Rules> rules, Layout layout, Downlinks downlinks, AllDown allDown) {

    /** Copies. */
    public Scenario {
        uplinks = List.copyOf(uplinks);
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }
}
