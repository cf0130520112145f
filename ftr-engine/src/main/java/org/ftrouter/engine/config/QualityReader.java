// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;
import org.ftrouter.engine.config.QualityLimits.Limit;

/** Reads {@code probe.quality} and {@code probe.flap-guard}: what they say, and what they leave open from the base. */
final class QualityReader {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private QualityReader() {}

    static QualityLimits quality(HoconSettings quality, QualityLimits base) {
        return new QualityLimits(
                quality.duration("window", base.window(), Duration.ofSeconds(5), HOUR),
                quality.integer("min-samples", base.minSamples(), 2, 10_000),
                ratio(quality.section("loss"), base.loss()),
                time(quality.section("latency"), base.latency()),
                time(quality.section("jitter"), base.jitter()),
                quality.choice("when-degraded", WhenDegraded.class, base.policy()),
                quality.ratio("lower-to", base.lowerTo(), 0.01, 1),
                quality.duration("tell-after", base.tellAfter(), Duration.ZERO, DAY));
    }

    private static Limit ratio(HoconSettings limit, Limit base) {
        return read(limit, base, (key, usual) -> limit.ratio(key, usual, 0.001, 1));
    }

    private static Limit time(HoconSettings limit, Limit base) {
        return read(limit, base, (key, usual) -> seconds(limit.duration(key, time(usual), MILLISECOND, MINUTE)));
    }

    private interface Reader {
        double read(String key, double usual);
    }

    /** The limit to leave at is half of the other one unless it is written. */
    private static Limit read(HoconSettings limit, Limit base, Reader reader) {
        boolean leaves = limit.has("leave");
        if (limit.string("enter", base.isOff() ? "off" : "").equals("off")) {
            return Limit.OFF;
        }
        double enter = reader.read("enter", base.enter());
        double usual = limit.has("enter") ? enter / 2 : base.leave();
        double leave = leaves ? reader.read("leave", usual) : usual;
        if (leave > enter) {
            String text = "'" + limit.named("leave") + "' is above '" + limit.named("enter") + "'";
            limit.error(
                    leaves ? "leave" : "enter", "C416", text, "a line must get better than it was to be good again");
            return base;
        }
        return new Limit(enter, leave);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static Duration time(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    static FlapGuard flapGuard(HoconSettings guard, FlapGuard base) {
        int suppress = guard.integer("suppress", base.suppress(), 0, 100_000);
        Duration halfLife = guard.duration("half-life", base.halfLife(), Duration.ofSeconds(1), DAY);
        Duration hold = guard.duration("hold", base.hold(), Duration.ZERO, DAY);
        Duration longest = guard.duration("longest", base.longest(), Duration.ZERO, DAY);
        if (hold.compareTo(longest) > 0) {
            String key = guard.has("hold") ? "hold" : "longest";
            String text = "'" + guard.named("hold") + "' is above '" + guard.named("longest") + "'";
            guard.error(key, "C416", text, "the first time is the shortest");
            return base;
        }
        return new FlapGuard(suppress, halfLife, hold, longest);
    }
}
