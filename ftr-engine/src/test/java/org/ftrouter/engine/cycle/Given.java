// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;

/** Values that tests of several stages begin with. */
public final class Given {
    /** The moment everything starts. */
    public static final Moment START = new Moment(0);

    private Given() {}

    /** An uplink of both families; its first letter makes its interface and numbers. */
    public static Uplink uplink(String name, int weight, OptionalInt priority) {
        return uplink(name, weight, priority, Family.values());
    }

    public static Uplink uplink(String name, int weight, OptionalInt priority, Family... families) {
        int number = name.charAt(0) - 'a' + 1;
        return new Uplink(
                name,
                "wan" + number,
                "",
                Set.of(families),
                List.of(TestUplinks.ip("192.0.2." + number), TestUplinks.ip("2001:db8::" + number)),
                List.of(TestUplinks.ip("192.0.2." + (100 + number)), TestUplinks.ip("2001:db8::1:" + number)),
                weight,
                priority,
                200 + number,
                number << 8,
                (number | 0x80) << 8);
    }

    /** An uplink of IPv4 in a priority group; 0: none. */
    public static Uplink v4(String name, int weight, int priority) {
        OptionalInt group = priority == 0 ? OptionalInt.empty() : OptionalInt.of(priority);
        return uplink(name, weight, group, Family.IPV4);
    }

    public static Path path(Uplink uplink, Family family) {
        return TestUplinks.path(uplink, family);
    }

    /** Every path of the uplinks. */
    public static List<Path> paths(List<Uplink> uplinks) {
        var paths = new ArrayList<Path>();
        for (Uplink uplink : uplinks) {
            uplink.families().stream().sorted().forEach(f -> paths.add(path(uplink, f)));
        }
        return paths;
    }

    public static PathId id(String uplink) {
        return new PathId(uplink, Family.IPV4);
    }

    /** Rules under which a degraded path is treated so. */
    public static Rules rules(WhenDegraded policy) {
        QualityLimits usual = QualityLimits.DEFAULT;
        var quality = new QualityLimits(
                usual.window(),
                usual.minSamples(),
                usual.loss(),
                usual.latency(),
                usual.jitter(),
                policy,
                usual.lowerTo(),
                usual.tellAfter());
        return with(ModelNetwork.rules(2, Duration.ofSeconds(10)), quality);
    }

    /** The same rules with a rarer rhythm while another group carries the connections. */
    public static Rules with(Rules rules, Duration restInterval) {
        return with(rules, restInterval, rules.quality(), rules.passive());
    }

    /** The same rules with other limits of quality. */
    public static Rules with(Rules rules, QualityLimits quality) {
        return with(rules, rules.restInterval(), quality, rules.passive());
    }

    /** The same rules at another pace. */
    public static Rules pace(Rules rules, Duration interval, Duration lateFloor, int tries, Duration spacing) {
        return new Rules(
                rules.targets(),
                rules.required(),
                interval,
                interval,
                rules.timeout(),
                lateFloor,
                tries,
                spacing,
                rules.rise(),
                rules.holdUp(),
                rules.quality(),
                rules.flapGuard(),
                rules.passive());
    }

    /** The same rules with another trust in counters. */
    public static Rules with(Rules rules, PassiveEvidence passive) {
        return with(rules, rules.restInterval(), rules.quality(), passive);
    }

    private static Rules with(Rules rules, Duration restInterval, QualityLimits quality, PassiveEvidence passive) {
        return new Rules(
                rules.targets(),
                rules.required(),
                rules.interval(),
                restInterval,
                rules.timeout(),
                rules.lateFloor(),
                rules.tries(),
                rules.spacing(),
                rules.rise(),
                rules.holdUp(),
                quality,
                rules.flapGuard(),
                passive);
    }

    /** A verdict whose reason fits the health. */
    public static PathVerdict verdict(Health health) {
        return switch (health) {
            case UNKNOWN -> verdict(health, Reason.of(Reason.Code.STARTING), Watch.Mode.STEADY, 0);
            case UP, DEGRADED -> verdict(health, Reason.of(Reason.Code.OK), Watch.Mode.STEADY, 0);
            case DOWN ->
                verdict(
                        health,
                        new Reason(Reason.Code.PROBE_QUORUM, Map.of("answered", 0, "targets", 4, "required", 2)),
                        Watch.Mode.ROUNDS,
                        1);
        };
    }

    public static PathVerdict verdict(Health health, Reason reason, Watch.Mode mode, double loss) {
        return new PathVerdict(
                health,
                reason,
                START,
                health == Health.UP,
                new Watch(mode, START, Set.of()),
                Optional.of(Duration.ofMillis(12)),
                Optional.empty(),
                loss);
    }

    /** A path that is not meant to be used now. */
    public static PathVerdict resting(Reason.Code why) {
        return verdict(Health.UNKNOWN, Reason.of(why), Watch.Mode.OFF, 0);
    }

    /** A path that is held out though it answers again. */
    public static PathVerdict returning() {
        return new PathVerdict(
                Health.DOWN,
                new Reason(Reason.Code.HOLDING, Map.of("hold", 10)),
                START,
                true,
                new Watch(Watch.Mode.ROUNDS, START, Set.of()),
                Optional.of(Duration.ofMillis(12)),
                Optional.empty(),
                0);
    }

    /** Verdicts of IPv4 paths by the uplink's name, in this order. */
    public static Verdicts verdicts(Map<String, PathVerdict> byUplink) {
        var paths = new LinkedHashMap<PathId, PathVerdict>();
        byUplink.forEach((uplink, verdict) -> paths.put(id(uplink), verdict));
        return new Verdicts(paths, Optional.empty(), Optional.empty());
    }
}
