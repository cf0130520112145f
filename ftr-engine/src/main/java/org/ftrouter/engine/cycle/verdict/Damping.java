// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.LinkedHashMap;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.cycle.Moment;

/**
 * Holds a line that fails again and again out for longer each time, as RFC 2439 (section 4) damps routes: each failure
 * adds a penalty that decays exponentially; while it is above the limit, each hold is twice the one before. Going down
 * is never damped, and nothing is held out while nothing else works: only the way back grows longer.
 *
 * <p>With the usual figures no line is taken out and put back more than six times in an hour, whatever it does.
 */
final class Damping {
    private final FlapGuard guard;
    private double penalty;
    private long at;
    private int times;
    private Duration hold = Duration.ZERO;

    Damping(FlapGuard guard, Moment now) {
        this.guard = guard;
        at = now.nanos();
    }

    /** The same history under other figures. */
    Damping under(FlapGuard changed, Moment now) {
        var next = new Damping(changed, now);
        next.penalty = decayed(now);
        next.times = times;
        next.hold = hold.compareTo(changed.longest()) > 0 ? changed.longest() : hold;
        return next;
    }

    void failed(Moment now) {
        penalty = decayed(now) + FlapGuard.PENALTY;
        at = now.nanos();
        if (penalty <= guard.suppress()) {
            times = 1;
            hold = Duration.ZERO;
        } else {
            times++;
            Duration next = hold.isZero() ? guard.hold() : hold.multipliedBy(2);
            hold = next.compareTo(guard.longest()) > 0 ? guard.longest() : next;
        }
    }

    private double decayed(Moment now) {
        return penalty
                * Math.pow(0.5, (double) (now.nanos() - at) / guard.halfLife().toNanos());
    }

    /** How long it must answer before it is used again. */
    Duration hold(Duration usual) {
        return isActive(usual) ? hold : usual;
    }

    /** Whether it asks for more than usual. */
    boolean isActive(Duration usual) {
        return hold.compareTo(usual) > 0;
    }

    /** Why a line is held, until a moment. */
    Reason reason(Moment until, Moment now) {
        long nanos = Math.max(0, until.nanos() - now.nanos());
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put("times", times);
        numbers.put("hold", hold.toSeconds());
        numbers.put("remaining", (nanos + 999_999_999L) / 1_000_000_000L);
        return new Reason(Reason.Code.FLAP_GUARD, numbers);
    }
}
