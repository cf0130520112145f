// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Verdicts;

/** Two lines whose health a test says, turn by turn, and what is told of them. */
abstract class TwoLines {
    static final Instant WALL = Instant.parse("2026-03-04T13:00:09Z");
    static final Uplink A = Given.v4("adsl", 1, 1);
    static final Uplink B = Given.v4("backbone-of-the-whole-house-x1", 3, 1);

    final List<Notice> sent = new ArrayList<>();
    final NoticeWriter writer = new NoticeWriter("gw1", "2.0", "en", List.of(A, B), ZoneId.of("Europe/Rome"));
    final Announcer announcer = new Announcer(writer, () -> WALL, sent::add);
    List<PathId> last = List.of();
    Moment now = Given.START;

    void turn(Announcer to, Health a, Health b) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put("adsl", Given.verdict(a));
        verdicts.put(B.name(), Given.verdict(b));
        turn(to, Given.verdicts(verdicts));
    }

    void turn(Announcer to, Verdicts all) {
        Planned planned = new Planner(
                        TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A, B), AllDown.KEEP)
                .plan(all, Given.paths(List.of(A, B)), last);
        last = planned.members(Family.IPV4);
        to.announce(all, planned, now);
        now = now.plus(Duration.ofSeconds(75));
    }

    /** A turn in which the first uplink is what it is since then. */
    void turnAt(Health a, Moment since) {
        PathVerdict usual = Given.verdict(a);
        Reason reason = a == Health.DEGRADED
                ? new Reason(Reason.Code.LOSS_HIGH, Map.of("loss", 12.5, "limit", 10.0, "window", 60))
                : usual.reason();
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put(
                "adsl",
                new PathVerdict(
                        a,
                        reason,
                        since,
                        usual.answering(),
                        usual.watch(),
                        usual.roundTrip(),
                        usual.jitter(),
                        usual.loss()));
        verdicts.put(B.name(), Given.verdict(Health.UP));
        turn(announcer, Given.verdicts(verdicts));
    }

    void turn(Health a, Health b) {
        turn(announcer, a, b);
    }

    List<String> words() {
        return sent.stream()
                .map(n -> n.word() + n.uplink().map(u -> " " + u.charAt(0)).orElse(""))
                .toList();
    }
}
