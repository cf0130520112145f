// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.simulate.Line;
import org.ftrouter.engine.simulate.Scenario;
import org.ftrouter.engine.simulate.Simulation;
import org.jspecify.annotations.Nullable;

/** A simulation of a few uplinks whose every probe a test decides about; it writes down how their health changes. */
public final class ModelNetwork {
    public static final List<String> TARGETS = List.of("t1", "t2", "t3", "t4");

    /** What becomes of one probe: its round-trip time, or nothing. */
    public interface Fate {
        @Nullable
        Duration of(String uplink, String target);
    }

    public final Random random;
    public Fate fate = (uplink, target) -> Duration.ofMillis(10);
    public final Map<String, Long> packets = new HashMap<>();
    public final List<String> history = new ArrayList<>();
    public final Simulation simulation;
    private final Map<String, Health> known = new LinkedHashMap<>();

    public static Rules rules(int required, Duration holdUp) {
        return new Rules(
                TARGETS, required, Duration.ofSeconds(1), Duration.ofSeconds(5), 6, Duration.ofMillis(50), 3, holdUp);
    }

    public ModelNetwork(long seed, Rules rules, String... uplinks) {
        random = new Random(seed);
        var all = new ArrayList<Uplink>();
        var allRules = new LinkedHashMap<PathId, Rules>();
        for (String name : uplinks) {
            all.add(Given.v4(name, 1, 1));
            allRules.put(Given.id(name), rules);
            known.put(name, Health.UNKNOWN);
        }
        var downlinks = new Downlinks(List.of(), List.of());
        simulation = new Simulation(
                new Scenario(all, allRules, TestUplinks.LAYOUT, downlinks, AllDown.KEEP), random.nextLong());
        for (String name : uplinks) {
            simulation
                    .line(name)
                    .fate((target, now) -> decide(name, rules.targets().get(target)));
        }
        simulation.watch(this::note);
    }

    private long decide(String uplink, String target) {
        packets.merge(uplink, 1L, Long::sum);
        Duration roundTrip = fate.of(uplink, target);
        return roundTrip == null ? Line.LOST : roundTrip.toNanos();
    }

    /** The kernel says something about an uplink: it lost its carrier, or all is well. */
    public void kernel(String uplink, Optional<Reason> obstacle) {
        simulation.kernel().carrier(uplink, obstacle.isEmpty(), 0);
    }

    /** Users send and receive so many packets a second through an uplink from now on. */
    public void traffic(String uplink, double sendRate, double receiveRate) {
        simulation.line(uplink).traffic(sendRate, receiveRate, now().nanos());
    }

    /** From now on these uplinks carry nothing, since all others are of a better group. */
    public void rest(String... uplinks) {
        List<String> resting = List.of(uplinks);
        simulation.regroup(known.keySet().stream()
                .map(name -> Given.v4(name, 1, resting.contains(name) ? 2 : 1))
                .toList());
    }

    /** The engine does not run for a while, and sees all answers afterwards. */
    public void stall(Duration length) {
        simulation.freeze(length);
        run(length);
    }

    /** The threads that send questions and read answers do not run for a while, though the engine does. */
    public void readersSleep(Duration length) {
        simulation.readersSleep(length);
    }

    /** Lives through a time. */
    public void run(Duration length) {
        simulation.run(length);
    }

    private void note() {
        known.replaceAll((uplink, before) -> {
            PathVerdict verdict = of(uplink);
            if (verdict.health() != before) {
                history.add(
                        uplink + " " + verdict.health() + " " + verdict.reason().code());
            }
            return verdict.health();
        });
    }

    public PathVerdict of(String uplink) {
        return simulation.verdict(new PathId(uplink, Family.IPV4));
    }

    public Moment now() {
        return simulation.now();
    }
}
