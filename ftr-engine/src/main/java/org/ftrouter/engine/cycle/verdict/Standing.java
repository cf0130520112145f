// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/** What a line is held to be, why and since when: the changes of health, with what each brings about. */
final class Standing {
    final Quality quality;

    private final Rules rules;
    private final Targets targets;
    private Damping damping;
    private Health health = Health.UNKNOWN;
    private boolean strange;
    private Reason reason = Reason.STARTING;
    private Moment since;
    private @Nullable Moment goodSince;
    private boolean changed = true;

    Standing(Rules rules, Targets targets, Moment now) {
        this.rules = rules;
        this.targets = targets;
        quality = new Quality(rules.quality(), targets);
        damping = new Damping(rules.flapGuard(), now);
        since = now;
    }

    /** The same under other rules; its quality is measured anew. */
    Standing under(Rules other, Targets targets, Moment now) {
        var next = new Standing(other, targets, now);
        next.health = health;
        next.reason = reason;
        next.since = since;
        next.damping = damping.under(other.flapGuard(), now);
        return next;
    }

    /** It lives; how well, its quality says. One that changes too often stays degraded for longer. */
    void alive(Moment now) {
        if (health == Health.DOWN) {
            quality.clear(); // what was lost meanwhile is over
        }
        Optional<Reason> breach = quality.breach();
        if (breach.isPresent()) {
            degrade(breach.get(), now);
            return;
        }
        if (health == Health.DEGRADED && hasEffect()) {
            goodSince = goodSince == null ? now : goodSince;
            if (now.isBefore(goodAgain(goodSince))) {
                say(damping.reason(goodAgain(goodSince), now));
                return;
            }
        }
        if (health != Health.UP) {
            say(Confirmation.reason(Reason.Code.OK, targets.answeringSince(since), rules, ""));
            become(Health.UP, now);
        }
    }

    /** It lives, but badly. */
    void degrade(Reason why, Moment now) {
        if (health != Health.DEGRADED && hasEffect()) {
            damping.failed(now);
        }
        goodSince = null;
        say(why);
        become(Health.DEGRADED, now);
    }

    /** It is dead. */
    void fail(Reason why, Moment now) {
        say(why);
        if (health != Health.DOWN) {
            damping.failed(now);
            quality.clear();
            strange = health == Health.UNKNOWN;
            become(Health.DOWN, now);
        }
    }

    /** It was called dead by mistake: it lives, unless it had never been seen to. */
    void pardon(Moment now) {
        if (strange && targets.answeringSince(since) == 0) {
            rest(Reason.STARTING, now);
        } else {
            alive(now);
        }
    }

    /** It is not meant to be used now, of which nothing follows for the line. */
    void rest(Reason why, Moment now) {
        say(why);
        if (health != Health.UNKNOWN) {
            quality.clear();
            become(Health.UNKNOWN, now);
        }
    }

    /** It answers again, but is held. */
    void hold(Return back, Moment now) {
        Duration usual = rules.holdUp();
        say(damping.isActive(usual) ? damping.reason(back.earliest(holdUp()), now) : back.reason(rules.rise(), usual));
    }

    void say(Reason why) {
        if (!why.equals(reason)) {
            changed = true;
            reason = why;
        }
    }

    private void become(Health next, Moment now) {
        if (health != next) {
            changed = true;
            health = next;
            since = now;
            goodSince = null;
        }
    }

    /** Whether its being degraded changes the routing, so that changing too often does harm. */
    private boolean hasEffect() {
        return rules.quality().policy() != WhenDegraded.TELL;
    }

    private Moment goodAgain(Moment from) {
        return from.plus(damping.hold(Duration.ZERO));
    }

    /** How long it must answer before it returns, while another line works. */
    Duration holdUp() {
        return damping.hold(rules.holdUp());
    }

    /** Whether it failed so often of late that nothing is forgiven. */
    boolean isGuarded() {
        return damping.isActive(Duration.ZERO);
    }

    void addWakeUps(Soonest next) {
        if (goodSince != null) {
            next.add(goodAgain(goodSince));
        }
    }

    boolean is(Health one) {
        return health == one;
    }

    Health health() {
        return health;
    }

    Reason reason() {
        return reason;
    }

    Moment since() {
        return since;
    }

    /** Whether anything changed since this was last asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
