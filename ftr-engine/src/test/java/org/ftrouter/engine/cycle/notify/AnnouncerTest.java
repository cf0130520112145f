// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncerTest extends TwoLines {
    @Test
    void whatIsUpFromTheStartIsNoNews() {
        turn(Health.UNKNOWN, Health.UNKNOWN);
        turn(Health.UP, Health.UP);

        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsDownFromTheStartIsTold() {
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a");
    }

    @Test
    void whatStaysIsToldOnce() {
        turn(Health.DOWN, Health.UP);
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a");
    }

    @Test
    void downAndUpAreOneIncidentAndTheNextDownIsAnother() {
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.UP);
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.UP);

        assertThat(words()).containsExactly("DOWN a", "UP a", "DOWN a");
        assertThat(sent.get(0).incident()).isEqualTo(sent.get(0).id());
        assertThat(sent.get(1).incident()).isEqualTo(sent.get(0).id());
        assertThat(sent.get(1).id()).isNotEqualTo(sent.get(0).id());
        assertThat(sent.get(2).incident()).isEqualTo(sent.get(2).id());
    }

    @Test
    void aLineThatComesBackByWayOfAnotherHealthIsToldToo() {
        turn(Health.DOWN, Health.UP);
        turnAt(Health.DEGRADED, now);
        turn(Health.UP, Health.UP);

        assertThat(words()).containsExactly("DOWN a", "UP a");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "told once after two minutes and again when over, DDDU, DEGRADED a-RECOVERED a",
        "not told if it is over before,                   DUDU, ''",
        "down at once ends it without a word of its own,  DDDXU, DEGRADED a-DOWN a-UP a",
        "down before it is told,                          DXU,  DOWN a-UP a",
    })
    void degraded(String claim, String states, String words) {
        turn(Health.UP, Health.UP);
        Moment since = now;
        char before = 'U';
        for (int i = 0; i < states.length(); i++) {
            char state = states.charAt(i);
            since = state == before ? since : now;
            before = state;
            turnAt(state == 'D' ? Health.DEGRADED : state == 'X' ? Health.DOWN : Health.UP, since);
        }

        assertThat(String.join("-", words())).as(claim).isEqualTo(words);
    }

    @Test
    void whatStaysDegradedIsToldInTimeThoughNoVerdictChangesMeanwhile() {
        Verdicts same =
                Given.verdicts(Map.of(A.name(), Given.verdict(Health.DEGRADED), B.name(), Given.verdict(Health.UP)));
        var told = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            turn(announcer, same);
            told.add(sent.size());
        }

        assertThat(told).as("after 0, 75, 150 and 225 s").containsExactly(0, 0, 1, 1);
        assertThat(words()).containsExactly("DEGRADED a");
    }

    @Test
    void degradedSaysHowBadItIsAndFromWhereOnItCounts() {
        turn(Health.UP, Health.UP);
        turn(Health.UP, Health.UP);
        turnAt(Health.DEGRADED, Given.START);

        assertThat(sent.get(0).line("en")).isEqualTo("DEGRADED adsl: loss 12.5 % over 60 s, limit 10.0 %");
        assertThat(sent.get(0).line("it")).isEqualTo("DEGRADED adsl: perdita 12.5 % in 60 s, limite 10.0 %");
        assertThat(sent.get(0).fields())
                .containsEntry("reason", "LOSS_HIGH")
                .containsEntry("loss", "12.5")
                .containsEntry("limit", "10.0")
                .containsEntry("window", "60");
        assertThat(sent.get(0).severity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void whatChangesInOneTurnIsCountedOneByOne() {
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.DOWN);
        turn(Health.UP, Health.UP);

        assertThat(sent)
                .extracting(n -> n.word() + " " + n.fields().get("usable"))
                .containsExactly("DOWN 1", "DOWN 0", "ALL-DOWN 0", "UP 1", "UP 2", "RESTORED 2");
    }

    @Test
    void theLastOneDownIsACriticalIncidentOfItsOwn() {
        turn(Health.UP, Health.DOWN);
        turn(Health.DOWN, Health.DOWN);
        turn(Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("DOWN b", "DOWN a", "ALL-DOWN", "UP a", "RESTORED");
        assertThat(sent.get(2).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(sent.get(2).incident()).isEqualTo(sent.get(2).id());
        assertThat(sent.get(4).incident()).isEqualTo(sent.get(2).id());
    }

    @Test
    void underANewConfigurationWhatWasToldStaysTold() {
        turn(Health.DOWN, Health.DOWN);
        sent.clear();
        var next = new Announcer(writer, () -> WALL, sent::add, AnnouncerRules.DEFAULT, Findings.NONE, announcer);

        turn(next, Health.DOWN, Health.DOWN);
        assertThat(sent).isEmpty();
        turn(next, Health.UP, Health.DOWN);

        assertThat(words()).containsExactly("UP a", "RESTORED");
        assertThat(sent).allSatisfy(n -> assertThat(n.incident()).isNotEqualTo(n.id()));
    }

    @Test
    void machinesReadTheSameThingInFields() {
        turn(Health.UP, Health.UP);
        turn(Health.DOWN, Health.UP);

        assertThat(sent.get(0).kind()).isEqualTo("uplink.down");
        assertThat(sent.get(0).at()).isEqualTo(WALL);
        assertThat(sent.get(0).host()).isEqualTo("gw1");
        assertThat(sent.get(0).fields())
                .containsEntry("interface", "wan1")
                .containsEntry("tier", "1")
                .containsEntry("family", "IPv4")
                .containsEntry("health", "down")
                .containsEntry("previous_health", "up")
                .containsKey("duration_seconds")
                .containsEntry("role", "excluded")
                .containsEntry("loss_ratio", "1.0")
                .doesNotContainKey("rtt_seconds")
                .containsEntry("reason", "PROBE_QUORUM")
                .containsEntry("answered", "0")
                .containsEntry("routing", B.name())
                .containsEntry("usable", "1")
                .containsEntry("configured", "2");
    }
}
