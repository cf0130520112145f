// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.junit.jupiter.api.Test;

/** What is told of an uplink that is dialled on demand: the first of the two. */
class AnnouncedDialTest extends TwoLines {

    private static Verdicts verdicts(PathVerdict dialled, Health other) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put("adsl", dialled);
        verdicts.put(B.name(), Given.verdict(other));
        return Given.verdicts(verdicts);
    }

    private static PathVerdict failed() {
        var reason = new Reason(Code.DIAL_FAILED, Map.of("text", "no modem"));
        return Given.verdict(Health.DOWN, reason, Watch.Mode.OFF, 1);
    }

    @Test
    void thatItIsNotDialledIsNoNewsAndAFailoverToItIsNotTheEndOfAll() {
        turn(announcer, verdicts(Given.resting(Code.NOT_DIALLED), Health.UP));
        turn(announcer, verdicts(Given.resting(Code.NOT_DIALLED), Health.DOWN));
        turn(announcer, verdicts(Given.resting(Code.DIALLING), Health.DOWN));
        turn(announcer, verdicts(Given.verdict(Health.UP), Health.DOWN));
        turn(announcer, verdicts(Given.verdict(Health.UP), Health.UP));
        turn(announcer, verdicts(Given.resting(Code.NOT_DIALLED), Health.UP));

        assertThat(words()).containsExactly("DOWN b", "UP b");
    }

    @Test
    void thatItCannotBeDialledIsToldAndIsOverWhenItIsNotNeededAnyMore() {
        turn(announcer, verdicts(Given.resting(Code.DIALLING), Health.DOWN));
        turn(announcer, verdicts(failed(), Health.DOWN));
        turn(announcer, verdicts(failed(), Health.UP));
        turn(announcer, verdicts(Given.resting(Code.NOT_DIALLED), Health.UP));

        assertThat(words()).containsExactly("DOWN b", "DOWN a", "ALL-DOWN", "UP b", "RESTORED", "IDLE a");
        assertThat(sent.get(1).line("en")).isEqualTo("DOWN adsl: cannot be dialled: no modem");
        assertThat(sent.get(5).incident()).isEqualTo(sent.get(1).id());
        assertThat(sent.get(5).line("it")).isEqualTo("IDLE adsl: non serve più, linea non chiamata");
    }

    @Test
    void theEndOfSomethingElseIsToldOnlyIfItHasBegun() {
        Verdicts all = verdicts(Given.verdict(Health.UP), Health.UP);
        var planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A, B), AllDown.KEEP)
                .plan(all, Given.paths(List.of(A, B)), List.of());
        var path = Given.id("adsl");
        var begins = new UplinkEvent(
                path, "hangup", "uplink.hang-up-failed", Severity.WARNING, true, Map.of("error", "busy"));
        var ends = new UplinkEvent(path, "hangup", "uplink.hung-up", Severity.NOTICE, false, Map.of());

        announcer.tell(List.of(ends), all, planned, now);
        announcer.tell(List.of(begins), all, planned, now);
        turn(announcer, all);
        announcer.tell(List.of(ends), all, planned, now);
        turn(announcer, all);

        assertThat(words()).containsExactly("HANG-UP-FAILED a", "HUNG-UP a");
        assertThat(sent.get(0).fields()).containsEntry("error", "busy");
        assertThat(sent.get(0).texts().get("en").body()).contains("It may cost money", "busy.");
        assertThat(sent.get(1).incident()).isEqualTo(sent.get(0).id());
    }

    @Test
    void whatSomebodyWaitsForIsToldByTheIdItHasAndItsEndToo() {
        Verdicts all = verdicts(Given.verdict(Health.UP), Health.UP);
        var planned = new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A, B), AllDown.KEEP)
                .plan(all, Given.paths(List.of(A, B)), List.of());
        var ends = new UplinkEvent(
                Given.id("adsl"),
                "drain",
                "uplink.undrained",
                Severity.NOTICE,
                false,
                Map.of("by", "eva", "lasted", Duration.ofSeconds(3)),
                Optional.of("77"));

        announcer.tell(List.of(ends), all, planned, now);
        turn(announcer, all);

        assertThat(words()).containsExactly("UNDRAINED a");
        assertThat(sent.get(0).id()).isEqualTo("77");
    }
}
