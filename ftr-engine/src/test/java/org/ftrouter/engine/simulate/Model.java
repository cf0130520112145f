// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;

/** Scenarios that tests begin with. */
final class Model {
    private Model() {}

    /** What a default configuration says. */
    static Rules usual() {
        return ModelNetwork.rules(2, Duration.ofSeconds(10));
    }

    /** Rules that let a line back at once. */
    static Rules rules(int targets, int required, int tries, Duration interval, Duration spacing) {
        var names = new ArrayList<String>();
        for (int i = 1; i <= targets; i++) {
            names.add("t" + i);
        }
        return new Rules(
                names,
                required,
                interval,
                interval,
                Duration.ofSeconds(5),
                Duration.ofMillis(150),
                tries,
                spacing,
                1,
                Duration.ZERO,
                QualityLimits.DEFAULT,
                FlapGuard.OFF,
                PassiveEvidence.DEFAULT);
    }

    /** IPv4 uplinks of these names and rules, in one group. */
    static Scenario scenario(Map<String, Rules> byUplink) {
        var uplinks = new ArrayList<Uplink>();
        var rules = new LinkedHashMap<PathId, Rules>();
        byUplink.forEach((name, rule) -> {
            uplinks.add(Given.v4(name, 1, 1));
            rules.put(Given.id(name), rule);
        });
        return new Scenario(uplinks, rules, TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), AllDown.KEEP);
    }

    /** Uplinks a, b, c with four targets each and the usual rules. */
    static Scenario three() {
        var rules = new LinkedHashMap<String, Rules>();
        for (String name : List.of("a", "b", "c")) {
            rules.put(name, usual());
        }
        return scenario(rules);
    }
}
