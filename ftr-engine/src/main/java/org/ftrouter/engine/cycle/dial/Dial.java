// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.config.DialConfig;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Reason.Code;

/** How one uplink stands that is dialled when it is needed. Pure; driven once a turn. */
final class Dial {
    /** A line that was dialled may take so long until it can be used. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;

    /** What an uplink does. */
    enum Phase {
        IDLE,
        DIALLING,
        DIALLED,
        HANGING_UP
    }

    /** What is to be begun. */
    enum Step {
        NONE,
        ACTIVATE,
        DEACTIVATE
    }

    /** Whether an uplink has to be used. */
    enum Need {
        /** No better one is well. */
        YES,
        /** A better one may be well, of which nothing is known yet. */
        PERHAPS,
        /** A better one is known to be well. */
        NO
    }

    private final DialConfig config;
    private Phase phase;
    private boolean running;
    private int failures;
    private String error = "";
    private Moment since;
    private Moment retryAt;
    private Moment lastNeeded;
    private Need need = Need.PERHAPS;

    /** One that an earlier run has left in a phase. If that was between two others, its command is run again. */
    Dial(DialConfig config, Phase phase, Moment now) {
        this.config = config;
        this.phase = phase;
        this.since = now;
        this.retryAt = now;
        this.lastNeeded = now;
    }

    /** The same under a new configuration; what is under way goes on. */
    Dial under(DialConfig other) {
        var next = new Dial(other, phase, since);
        next.running = running;
        next.failures = failures;
        next.error = error;
        next.retryAt = retryAt;
        next.lastNeeded = lastNeeded;
        next.need = need;
        return next;
    }

    /** What is to be begun now. */
    Step turn(Need wanted, Moment now) {
        need = wanted;
        lastNeeded = need == Need.NO ? lastNeeded : now;
        if (running) {
            return Step.NONE;
        }
        boolean waits = now.isBefore(retryAt);
        boolean needed = need == Need.YES;
        boolean over = need == Need.NO && now.since(lastNeeded).compareTo(config.linger()) >= 0;
        return switch (phase) {
            case IDLE -> needed ? begin(Phase.DIALLING, now) : Step.NONE;
            case DIALLING -> needed && !waits ? begin(Phase.DIALLING, now) : hangUpIf(over, now);
            case DIALLED -> hangUpIf(over, now);
            case HANGING_UP -> needed ? begin(Phase.DIALLING, now) : hangUpIf(!waits, now);
        };
    }

    private Step hangUpIf(boolean due, Moment now) {
        return due ? begin(Phase.HANGING_UP, now) : Step.NONE;
    }

    private Step begin(Phase next, Moment now) {
        if (phase != next) {
            failures = 0;
            error = "";
            since = now;
        }
        phase = next;
        running = true;
        return next == Phase.DIALLING ? Step.ACTIVATE : Step.DEACTIVATE;
    }

    /** The command has ended: well, or with a text that says why not. */
    void ended(Optional<String> failure, Moment now) {
        running = false;
        if (failure.isPresent()) {
            failed(failure.get(), now);
            return;
        }
        failures = 0;
        error = "";
        phase = phase == Phase.DIALLING ? Phase.DIALLED : Phase.IDLE;
        since = now;
        retryAt = now;
    }

    private void failed(String why, Moment now) {
        error = why;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        retryAt = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        failures++;
    }

    /** The command has brought nothing: it is needed, and still cannot be used. It is dialled again after a pause. */
    void lost(Reason obstacle, Moment now) {
        if (phase == Phase.DIALLED && need == Need.YES && !isFresh(now)) {
            phase = Phase.DIALLING;
            failed(obstacle.code().name(), now);
        }
    }

    private boolean isFresh(Moment now) {
        return now.since(since).compareTo(GRACE) < 0;
    }

    /** What stands in the way of using it, as the rest of us are to see it. */
    Optional<Reason> seen(Optional<Reason> obstacle, String device, Moment now) {
        var where = Map.<String, Object>of("interface", device);
        return switch (phase) {
            case IDLE, HANGING_UP -> Optional.of(new Reason(Code.NOT_DIALLED, where));
            case DIALLING ->
                obstacle.map(o -> failures == 0
                        ? new Reason(Code.DIALLING, where)
                        : new Reason(Code.DIAL_FAILED, Map.of("interface", device, "text", error)));
            case DIALLED -> obstacle.map(o -> isFresh(now) ? new Reason(Code.DIALLING, where) : o);
        };
    }

    Phase phase() {
        return phase;
    }

    int failures() {
        return failures;
    }

    /** Why it failed last; empty if it did not. */
    String error() {
        return error;
    }

    /** How long until it is tried again. */
    Duration retryIn(Moment now) {
        return failures == 0 || running || !now.isBefore(retryAt) ? Duration.ZERO : retryAt.since(now);
    }

    DialConfig config() {
        return config;
    }
}
