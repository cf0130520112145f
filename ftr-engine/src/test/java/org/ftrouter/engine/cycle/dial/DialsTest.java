// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.DialConfig;
import org.ftrouter.engine.config.FlapGuard;
import org.ftrouter.engine.config.Leaving;
import org.ftrouter.engine.config.OnDown;
import org.ftrouter.engine.config.OnReturn;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.config.ProbeConfig;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.engine.cycle.plan.Groups;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uplinks a and b of the first group; c of the second and d of the third are dialled on demand. */
class DialsTest {
    private static final Reason AWAY = Reason.of(Code.NO_INTERFACE);
    private static final Reason NONE = Reason.of(Code.OK);

    private static final ProbeConfig PROBE = new ProbeConfig(
            List.of(),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofMillis(150),
            6,
            Duration.ofMillis(50),
            3,
            Duration.ofSeconds(10),
            QualityLimits.DEFAULT,
            FlapGuard.OFF,
            PassiveEvidence.DEFAULT);

    private final List<String> ran = new ArrayList<>();
    private final List<Map<String, String>> kept = new ArrayList<>();
    private final List<Consumer<Optional<String>>> running = new ArrayList<>();
    private Map<String, String> remembered = Map.of();
    private Moment now = Given.START.plus(Duration.ofHours(1));

    private final Commands commands = new Commands() {
        @Override
        public void run(Command command, Map<String, String> phases, Consumer<Optional<String>> ended) {
            ran.add(command.uplink() + " " + command.environment().get("FTR_ACTION"));
            kept.add(phases);
            running.add(ended);
        }

        @Override
        public Map<String, String> remembered() {
            return remembered;
        }
    };

    private static UplinkConfig config(String name, int group, boolean dialled, Family... families) {
        var leaving = new Leaving(
                new OnDown(OnDown.Action.KEEP, Duration.ZERO), new OnReturn(OnReturn.Action.KEEP, Duration.ZERO));
        var dial = new DialConfig(
                List.of("/up", name), List.of("/down", name), Duration.ofMinutes(5), Duration.ofSeconds(60));
        Uplink uplink = Given.uplink(name, 1, OptionalInt.of(group), families);
        return new UplinkConfig(
                uplink, PROBE, false, leaving, dialled ? Optional.of(dial) : Optional.empty(), Optional.empty());
    }

    private final List<UplinkConfig> uplinks = List.of(
            config("a", 1, false, Family.IPV4),
            config("b", 1, false, Family.IPV4),
            config("c", 2, true, Family.IPV4),
            config("d", 3, true, Family.IPV4));

    private Dials dials() {
        return new Dials(uplinks, commands, (key, facts) -> {}, () -> {}, null);
    }

    private List<Observation> facts(Reason... obstacles) {
        var facts = new ArrayList<Observation>();
        for (int i = 0; i < obstacles.length; i++) {
            PathId id = Given.id(uplinks.get(i).uplink().name());
            var obstacle = Optional.of(obstacles[i]).filter(o -> o.code() != Code.OK);
            facts.add(new Observation.Kernel(id, obstacle, "", 0, 0, now));
        }
        return facts;
    }

    private Dials idle() {
        Dials dials = dials();
        dials.veil(facts(NONE, NONE, AWAY, AWAY), now);
        return dials;
    }

    private Verdicts verdicts(String states) {
        var byName = new LinkedHashMap<String, PathVerdict>();
        for (int i = 0; i < states.length(); i++) {
            byName.put(
                    uplinks.get(i).uplink().name(),
                    switch (states.charAt(i)) {
                        case 'U' -> Given.verdict(Health.UP);
                        case '?' -> Given.verdict(Health.UNKNOWN);
                        case 'C' -> inDoubt(Dials.DOUBT);
                        case 'c' -> inDoubt(Dials.DOUBT.minusMillis(1));
                        case 'N' -> Given.resting(Code.NOT_DIALLED);
                        case 'n' -> Given.resting(Code.DIALLING);
                        default -> Given.verdict(Health.DOWN);
                    });
        }
        return Given.verdicts(byName);
    }

    private PathVerdict inDoubt(Duration since) {
        PathVerdict up = Given.verdict(Health.UP);
        var watch = new Watch(Watch.Mode.CONFIRM, new Moment(now.nanos() - since.toNanos()), Set.of());
        return new PathVerdict(
                up.health(), up.reason(), up.since(), true, watch, up.roundTrip(), up.jitter(), up.loss());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "all is well,                                  UUNN, ''",
        "one of the better group is enough,            UXNN, ''",
        "none is up: the next group,                   XXNN, c",
        "not judged yet: wait,                         ??NN, ''",
        "in doubt for a moment,                        ccNN, ''",
        "in doubt for too long: before the verdict,    CXNN, c",
        "one in doubt while another is well,           CUNN, ''",
        "the next is on its way: the last one waits,   XXnN, c",
        "the next cannot be dialled: both,             XXXN, c d",
        "the next carries: the last one waits,         XXUN, c",
    })
    void whenItIsNeeded(String claim, String states, String dialled) {
        idle().turn(verdicts(states), now);

        String expected = dialled.isEmpty() ? "" : dialled.replaceAll("(\\w)", "$1 activate");
        assertThat(String.join(" ", ran)).as(claim).isEqualTo(expected);
    }

    @Test
    void aBetterUplinkWhoseBudgetIsSpentIsNoBetterOne() {
        Dials dials = idle();
        dials.lower(new Groups(Map.of("a", 5), Set.of()));

        dials.turn(verdicts("UXNN"), now);

        assertThat(ran).containsExactly("c activate");
    }

    @ParameterizedTest
    @CsvSource({"U, true", "?, false", "c, false", "n, false"})
    void itIsHungUpOnlyIfABetterOneIsKnownToBeWell(char better, boolean hungUp) {
        Dials dials = idle();
        dials.turn(verdicts("XXNN"), now);
        running.get(0).accept(Optional.empty());
        for (int minute = 0; minute <= 6; minute++) {
            dials.turn(verdicts(better + "XUN"), now);
            now = now.plus(Duration.ofMinutes(1));
        }

        assertThat(ran.contains("c deactivate")).isEqualTo(hungUp);
    }

    @Test
    void whatTheKernelSaysOfOneThatIsNotDialledIsPutAsResting() {
        List<Observation> seen = idle().veil(facts(AWAY, NONE, AWAY, NONE), now);

        assertThat(seen)
                .extracting(o -> ((Observation.Kernel) o).obstacle().map(Reason::code))
                .containsExactly(
                        Optional.of(Code.NO_INTERFACE),
                        Optional.empty(),
                        Optional.of(Code.NOT_DIALLED),
                        Optional.of(Code.NOT_DIALLED));
    }

    @Test
    void theFirstTimeTheKernelTellsWhetherItIsDialledAndLaterTheRunBefore() {
        Dials first = dials();
        first.veil(facts(NONE, NONE, NONE, AWAY), now);
        remembered = Map.of("c", "idle", "d", "dialled");
        Dials later = dials();
        later.veil(facts(NONE, NONE, NONE, AWAY), now);

        assertThat(first.of("c", now).orElseThrow().phase()).isEqualTo("dialled");
        assertThat(first.of("d", now).orElseThrow().phase()).isEqualTo("idle");
        assertThat(later.of("c", now).orElseThrow().phase()).isEqualTo("idle");
        assertThat(later.of("d", now).orElseThrow().phase()).isEqualTo("dialled");
        assertThat(first.of("a", now)).isEmpty();
    }

    @Test
    void thePhaseIsKeptBeforeTheCommandRunsAndAReloadLosesNothing() {
        Dials dials = idle();
        dials.turn(verdicts("XXNN"), now);
        Dials next = new Dials(uplinks, commands, (key, facts) -> {}, () -> {}, dials);

        running.get(0).accept(Optional.empty());
        next.turn(verdicts("XXUN"), now);

        assertThat(kept).containsExactly(Map.of("c", "dialling", "d", "idle"));
        assertThat(next.of("c", now).orElseThrow().phase()).isEqualTo("dialled");
        assertThat(ran).containsExactly("c activate");
    }

    @Test
    void thatALineCannotBeHungUpIsToldOnceAndThatItCanAgain() {
        Dials dials = idle();
        dials.turn(verdicts("XXNN"), now);
        running.get(0).accept(Optional.empty());
        dials.turn(verdicts("UUUN"), now);
        now = now.plus(Duration.ofMinutes(5));
        dials.turn(verdicts("UUUN"), now);
        var told = new ArrayList<UplinkEvent>();
        for (String failure : List.of("busy", "busy", "")) {
            running.get(running.size() - 1).accept(Optional.of(failure).filter(f -> !f.isEmpty()));
            told.addAll(dials.turn(verdicts("UUNN"), now));
            now = now.plus(Duration.ofMinutes(5));
            told.addAll(dials.turn(verdicts("UUNN"), now));
        }

        assertThat(told).extracting(UplinkEvent::kind).containsExactly("uplink.hang-up-failed", "uplink.hung-up");
        assertThat(ran).containsExactly("c activate", "c deactivate", "c deactivate", "c deactivate");
        assertThat(dials.of("c", now).orElseThrow().phase()).isEqualTo("idle");
    }
}
