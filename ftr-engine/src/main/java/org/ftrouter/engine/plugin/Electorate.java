// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.util.List;
import java.util.function.Function;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.UplinkConfig;

/** Which targets vote on whether a path is alive: those that it can ask, and that lie beyond its gateway. */
public final class Electorate {
    private Electorate() {}

    /** Those of the targets that vote; if they are none, or too few, that is a problem of the configuration. */
    public static <T> List<T> of(UplinkConfig uplink, Family family, List<T> targets, Function<T, Probe> probe) {
        List<T> suited =
                targets.stream().filter(t -> probe.apply(t).asks(family)).toList();
        List<T> voters = suited.stream().filter(t -> !probe.apply(t).local()).toList();
        String name = uplink.uplink().name();
        int required = Math.min(uplink.probe().required(), suited.size());
        if (suited.isEmpty()) {
            problem(
                    uplink,
                    "none of the targets can be asked over " + family + ", which uplink " + name
                            + " has; add one of that family");
        } else if (voters.isEmpty()) {
            problem(
                    uplink,
                    "all targets that uplink " + name + " can ask over " + family
                            + " stand before its gateway or are it,"
                            + " which does not show that the line works; add one beyond it, such as icmp:9.9.9.9");
        } else if (voters.size() < required) {
            problem(
                    uplink,
                    "so many targets of uplink " + name + " lie beyond its gateway over " + family + ": "
                            + voters.size() + ", but " + required + " are required; the others do not count");
        }
        return voters;
    }

    private static void problem(UplinkConfig uplink, String text) {
        PluginConfig first = uplink.probe().targets().get(0);
        first.settings().problem("target", text);
    }
}
