// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.util.Map;
import org.ftrouter.engine.config.NoticesConfig;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;

/**
 * From when on something is told.
 *
 * @param paths the rules of the paths: how long each must be degraded
 * @param flapping from when on people are told in summaries
 */
public record AnnouncerRules(Map<PathId, Rules> paths, NoticesConfig.Flapping flapping) {
    /** The usual ones. */
    public static final AnnouncerRules DEFAULT = new AnnouncerRules(Map.of(), NoticesConfig.Flapping.DEFAULT);

    /** Copies. */
    public AnnouncerRules {
        paths = Map.copyOf(paths);
    }

    Duration tellAfter(PathId id) {
        Rules known = paths.get(id);
        return (known == null ? QualityLimits.DEFAULT : known.quality()).tellAfter();
    }
}
