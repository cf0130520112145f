// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.TargetState;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two lines; what asks the first one, a program say, may end without an outcome, later than its answers usually come. All
 * its questions then look lost for a while. Some tests have three targets more, which can tell.
 */
class CannotTellTest {
    private static final PathId A = Given.id("a");
    private static final PathId B = Given.id("b");
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ProbeResult UNTOLD = ProbeResult.inconclusive("the modem is busy");

    private final ManualTicker ticker = new ManualTicker();
    private final Map<PathId, Path> paths = new LinkedHashMap<>();
    private final List<UnderWay> underWay = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private Judge judge;
    private ProbeScheduler probes;
    private Verdicts verdicts;

    /** What becomes of the first line's questions, and after how long. */
    private ProbeResult outcome = UNTOLD;

    private Duration takes = Duration.ZERO;

    /** Whether the first line's targets that can tell answer. */
    private boolean alive = true;

    private record UnderWay(CompletableFuture<ProbeResult> outcome, ProbeResult result, Moment at) {}

    CannotTellTest() {
        for (PathId id : List.of(A, B)) {
            paths.put(id, Given.path(Given.v4(id.uplink(), 1, 1), Family.IPV4));
        }
        ask("check");
    }

    /** From the beginning, these targets. */
    private void ask(String... targets) {
        List<String> names = List.of(targets);
        var rules = new Rules(names, 1, Duration.ofSeconds(1), TIMEOUT, 6, Duration.ofMillis(50), 3, Duration.ZERO);
        judge = new Judge(Map.of(A, rules, B, rules), now());
        probes = new ProbeScheduler(
                Map.of(A, rules, B, rules),
                Map.of(
                        A, names.stream().map(name -> target(A, name)).toList(),
                        B, names.stream().map(name -> target(B, name)).toList()),
                ticker,
                new Random(1),
                () -> {});
        verdicts = judge.judge(List.of(), now());
    }

    private Target target(PathId id, String name) {
        return new Target(name, new Probe() {
            @Override
            public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                var future = new CompletableFuture<ProbeResult>();
                boolean tells = id.equals(B) || !name.equals("check");
                boolean answers = id.equals(B) || alive;
                Duration time = !tells ? takes : answers ? Duration.ofMillis(10) : TIMEOUT;
                ProbeResult told = answers ? ProbeResult.reply(time) : ProbeResult.noReply("");
                underWay.add(new UnderWay(future, tells ? told : outcome, now().plus(time)));
                return future;
            }

            @Override
            public boolean asks(Family family) {
                return true;
            }
        });
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }

    private void from(ProbeResult result, long milliseconds) {
        outcome = result;
        takes = Duration.ofMillis(milliseconds);
    }

    private void answers() {
        from(ProbeResult.reply(Duration.ofMillis(10)), 10);
    }

    private void run(Duration length) {
        Moment end = now().plus(length);
        while (now().isBefore(end)) {
            ticker.advance(STEP);
            for (UnderWay one : List.copyOf(underWay)) {
                if (!now().isBefore(one.at)) {
                    underWay.remove(one);
                    one.outcome.complete(one.result);
                }
            }
            turn();
        }
    }

    private void turn() {
        var seen = new ArrayList<Observation>();
        for (PathId id : paths.keySet()) {
            seen.add(new Observation.Kernel(id, Optional.empty(), "", 0, 0, now()));
        }
        seen.addAll(probes.drain());
        Health before = a().health();
        verdicts = judge.judge(seen, now());
        if (a().health() != before) {
            history.add(a().health().toString());
        }
        probes.ask(verdicts, paths, now());
    }

    private PathVerdict a() {
        return verdicts.of(A);
    }

    private void startWell() {
        answers();
        run(Duration.ofSeconds(60));
        assertThat(history).containsExactly("UP");
        history.clear();
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {20, 160, 300, 380})
    void whatCannotTellDoesNotCountThoughItIsLate(long milliseconds) {
        startWell();
        from(UNTOLD, milliseconds);

        run(Duration.ofMinutes(10));

        assertThat(history).isEmpty();
        assertThat(a().loss()).isZero();
        assertThat(judge.targets(A)).noneMatch(TargetState::silent);
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {600, 2000, 4990, 5200})
    void aLineThatIsDownByNothingElseIsTakenBackOnce(long milliseconds) {
        startWell();
        from(UNTOLD, milliseconds);

        run(Duration.ofMillis(milliseconds + 1500));
        assertThat(history).containsExactly("DOWN", "UP");
        run(Duration.ofMinutes(10));

        assertThat(history).containsExactly("DOWN", "UP");
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {20, 1500, 2900, 4000})
    void ofANewLineNothingIsKnown(long milliseconds) {
        from(UNTOLD, milliseconds);

        run(Duration.ofMinutes(10));

        assertThat(a().health()).isEqualTo(Health.UNKNOWN);
        answers();
        run(Duration.ofSeconds(10));
        assertThat(a().health()).isEqualTo(Health.UP);
    }

    @Test
    void aLineThatDiesMeanwhileIsFoundOnceThereAreOutcomes() {
        startWell();
        from(UNTOLD, 300);
        run(Duration.ofMinutes(1));
        from(ProbeResult.noReply("it did not end"), TIMEOUT.toMillis());

        run(Duration.ofSeconds(15));

        assertThat(history).containsExactly("DOWN");
        run(Duration.ofMinutes(5));
        assertThat(history).containsExactly("DOWN");
    }

    @Test
    void whatAnswersAgainIsLateAsSoonAsBefore() {
        startWell();
        from(UNTOLD, 300);
        run(Duration.ofMinutes(1));
        answers();
        run(Duration.ofSeconds(10));
        from(ProbeResult.noReply("it did not end"), TIMEOUT.toMillis());

        run(Duration.ofSeconds(2));

        assertThat(history).containsExactly("DOWN");
    }

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(longs = {20, 300, 2000})
    void aDeadLineIsLeftThoughOneOfFourCannotTell(long milliseconds) {
        ask("ping", "pong", "peng", "check");
        startWell();
        from(UNTOLD, milliseconds);
        run(Duration.ofMinutes(1));
        assertThat(history).isEmpty();

        alive = false;
        run(Duration.ofSeconds(10));
        assertThat(history).containsExactly("DOWN");
        run(Duration.ofMinutes(5));
        assertThat(history).containsExactly("DOWN");

        alive = true;
        run(Duration.ofSeconds(15));
        assertThat(history).containsExactly("DOWN", "UP");
    }

    @Test
    void oneThatIsSilentAmongThoseThatCannotTellProvesNothing() {
        ask("ping", "check");
        startWell();
        from(UNTOLD, 20);

        alive = false;
        run(Duration.ofMinutes(5));

        assertThat(history).isEmpty();
    }
}
