// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a plan is applied, and when it is applied again: at once if it is new, with growing pauses after a failure, soon
 * after a change by others (which may be just what the failure waited for), and now and then in any case. Backs off if
 * others change it again and again. Pure.
 */
public final class ApplyRhythm {
    /** Even if nothing happens, the kernel is looked at this often. */
    public static final Duration CHECK = Duration.ofSeconds(10);

    private static final Duration SETTLE = Duration.ofMillis(20);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** So many changes by others within a minute are a tug of war. */
    static final int WAR = 41;

    /** Fewer are not; amid one there are {@code MINUTE / CHECK}. */
    private static final int PEACE = 10;

    private final Deque<Long> repairs = new ArrayDeque<>();
    private boolean wanted;
    private boolean fresh;
    private boolean disturbed;
    private boolean atWar;
    private boolean failed;
    private Duration retry = FIRST_RETRY;
    private long waitingSince;

    /** There is a new plan. */
    public void submitted() {
        wanted = true;
        fresh = true;
    }

    /** Others, or we ourselves, changed something. */
    public void disturbed() {
        disturbed = true;
    }

    /** How long to wait yet, not positive: none; without a plan, there is no end of it. */
    public long pause(long nowNanos) {
        if (fresh) {
            return 0;
        }
        boolean told = disturbed && !isWar(nowNanos);
        Duration pause = told ? (failed ? FIRST_RETRY : SETTLE) : failed ? retry : CHECK;
        return wanted ? pause.toNanos() - (nowNanos - waitingSince) : Long.MAX_VALUE;
    }

    /** An attempt begins; the result is whether this is when a tug of war is found to have broken out. */
    public boolean begin(long nowNanos) {
        boolean before = isWar(nowNanos);
        if (!fresh && disturbed) {
            repairs.addLast(nowNanos);
        }
        fresh = false;
        disturbed = false;
        return !before && isWar(nowNanos);
    }

    /** It is over after a minute with no more than is mended meanwhile: then what is damaged is mended at once again. */
    boolean isWar(long nowNanos) {
        repairs.removeIf(t -> nowNanos - t > MINUTE.toNanos());
        atWar = repairs.size() >= (atWar ? PEACE : WAR);
        return atWar;
    }

    /** The attempt has ended. */
    public void ended(boolean failure, long nowNanos) {
        Duration doubled = retry.multipliedBy(2);
        retry = !failure || !failed ? FIRST_RETRY : doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
        failed = failure;
        waitingSince = nowNanos;
    }
}
