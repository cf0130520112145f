// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.time.Duration;
import java.util.List;

/** Reads {@code probe} blocks: the one at the top, and those of uplinks on top of it. */
final class ProbeReader {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Stands below the defaults file, which has every key. */
    static final ProbeConfig NOTHING = new ProbeConfig(
            List.of(),
            1,
            MILLISECOND,
            MILLISECOND,
            MILLISECOND,
            MILLISECOND,
            MILLISECOND,
            1,
            MILLISECOND,
            1,
            Duration.ZERO,
            QualityLimits.DEFAULT,
            FlapGuard.DEFAULT,
            PassiveEvidence.DEFAULT);

    private final Reading reading;

    ProbeReader(Reading reading) {
        this.reading = reading;
    }

    /** What the block says, and what it leaves open from the base. */
    ProbeConfig read(HoconSettings probe, ProbeConfig base) {
        List<PluginConfig> targets = probe.has("targets") ? new TargetReader(probe, reading).read() : base.targets();
        HoconSettings confirm = probe.section("confirm");
        HoconSettings passive = probe.section("passive");
        var read = new ProbeConfig(
                targets,
                probe.integer("required", base.required(), 1, 1000),
                probe.duration("interval", base.interval(), Duration.ofMillis(50), DAY),
                probe.duration("standby-interval", base.standbyInterval(), Duration.ofMillis(50), DAY),
                probe.duration("metered-interval", base.meteredInterval(), Duration.ofMillis(50), DAY),
                probe.duration("timeout", base.timeout(), Duration.ofMillis(10), Duration.ofMinutes(1)),
                probe.duration("late-floor", base.lateFloor(), MILLISECOND, Duration.ofMinutes(1)),
                confirm.integer("tries", base.confirmTries(), 1, 100),
                confirm.duration("spacing", base.confirmSpacing(), MILLISECOND, Duration.ofSeconds(10)),
                probe.integer("rise", base.rise(), 1, 1000),
                probe.duration("hold-up", base.holdUp(), Duration.ZERO, DAY),
                QualityReader.quality(probe.section("quality"), base.quality()),
                QualityReader.flapGuard(probe.section("flap-guard"), base.flapGuard()),
                new PassiveEvidence(
                        passive.duration("silence", base.passive().silence(), Duration.ZERO, Duration.ofMinutes(1)),
                        passive.duration("trust", base.passive().trust(), Duration.ZERO, Duration.ofMinutes(1))));
        boolean own = probe.has("targets") || probe.has("required");
        if (own && !targets.isEmpty() && read.required() > targets.size()) {
            String key = probe.has("required") ? "required" : "targets";
            String text = "'" + probe.named("required") + "' is " + read.required() + ", but there "
                    + (targets.size() == 1 ? "is 1 target" : "are " + targets.size() + " targets");
            probe.error(key, "C405", text, "lower 'required' or name more targets");
        }
        return read;
    }
}
