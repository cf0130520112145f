// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeSchedulerTest {
    private static final PathId A = Given.id("a");
    private static final Path PATH = Given.path(Given.v4("a", 1, 1), Family.IPV4);
    private static final Verdicts CONFIRMING =
            Given.verdicts(Map.of("a", Given.verdict(Health.UP, Reason.of(Reason.Code.OK), Mode.CONFIRM, 0)));

    private final ManualTicker ticker = new ManualTicker();
    private final AtomicInteger woken = new AtomicInteger();
    private final List<CompletableFuture<ProbeResult>> answers = new ArrayList<>();

    private interface Asking {
        CompletionStage<ProbeResult> ask(Path path, Duration timeout);
    }

    private static Target target(String name, Asking asking) {
        return new Target(name, new Probe() {
            @Override
            public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
                return asking.ask(path, timeout);
            }

            @Override
            public boolean asks(Family family) {
                return true;
            }
        });
    }

    private CompletionStage<ProbeResult> later(Path path, Duration timeout) {
        var answer = new CompletableFuture<ProbeResult>();
        answers.add(answer);
        return answer;
    }

    private ProbeScheduler scheduler(Asking... askings) {
        return scheduler(Duration.ofMillis(150), askings);
    }

    private ProbeScheduler scheduler(Duration lateFloor, Asking... askings) {
        var targets = new ArrayList<Target>();
        for (Asking asking : askings) {
            targets.add(target("t" + targets.size(), asking));
        }
        Rules usual = rules(targets, Duration.ofSeconds(2));
        var rules = new Rules(
                usual.targets(),
                usual.required(),
                usual.interval(),
                usual.restInterval(),
                usual.timeout(),
                lateFloor,
                usual.tries(),
                usual.spacing(),
                usual.rise(),
                usual.holdUp(),
                usual.quality(),
                usual.flapGuard(),
                usual.passive());
        return new ProbeScheduler(Map.of(A, rules), Map.of(A, targets), ticker, new Random(1), woken::incrementAndGet);
    }

    private static Rules rules(List<Target> targets, Duration timeout) {
        List<String> names = targets.stream().map(Target::name).toList();
        return new Rules(names, 1, Duration.ofSeconds(1), timeout, 6, Duration.ofMillis(50), 3, Duration.ZERO);
    }

    private void ask(ProbeScheduler scheduler) {
        scheduler.ask(CONFIRMING, Map.of(A, PATH), now());
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }

    private static List<Observation> settled(List<Observation> seen) {
        return seen.stream().filter(o -> !(o instanceof Observation.Asked)).toList();
    }

    @Test
    void aRoundIsAskedTogetherAndItsAnswersWakeTheEngine() {
        ProbeScheduler scheduler = scheduler(this::later, this::later);

        ask(scheduler);
        answers.get(1).complete(ProbeResult.reply(Duration.ofMillis(7)));
        answers.get(0).complete(ProbeResult.noReply("refused"));

        assertThat(woken).hasValue(2);
        assertThat(scheduler.drain())
                .containsExactly(
                        new Observation.Asked(A, 0, 1, 1, now()),
                        new Observation.Asked(A, 1, 2, 1, now()),
                        new Observation.Answered(A, 1, 2, Duration.ofMillis(7), now()),
                        new Observation.Unanswered(A, 0, 1, "refused", now()));
    }

    @ParameterizedTest(name = "{0}, {1}, late after {2} ms: after {3} ms, a reply {4}: {5}")
    @CsvSource({
        "UP,       STEADY, 150, 99,  true,  0",
        "DEGRADED, STEADY, 150, 99,  true,  0",
        "UP,       STEADY, 150, 100, true,  1",
        "UP,       STEADY, 30,  29,  true,  0",
        "UP,       STEADY, 30,  30,  true,  1",
        "UP,       STEADY, 150, 1,   false, 1",
        "UNKNOWN,  STEADY, 150, 1,   true,  1",
        "UP,       CONFIRM, 150, 1,  true,  1",
        "DOWN,     ROUNDS, 150, 1,   true,  1",
    })
    void onlyWhatMayChangeSomethingWakesTheEngine(
            Health health, Mode mode, int late, int after, boolean reply, int wakes) {
        Verdicts verdicts = Given.verdicts(Map.of("a", Given.verdict(health, Reason.of(Reason.Code.OK), mode, 0)));
        ProbeScheduler scheduler = scheduler(Duration.ofMillis(late), this::later);

        ticker.advance(Duration.ofSeconds(2)); // a steady rhythm begins at any time within an interval
        scheduler.ask(verdicts, Map.of(A, PATH), now());
        ticker.advance(Duration.ofSeconds(2));
        scheduler.ask(verdicts, Map.of(A, PATH), now());
        Optional<Moment> lateAt = Optional.of(now().plus(Duration.ofMillis(late)));
        assertThat(scheduler.lateAt()).isEqualTo(lateAt);

        ticker.advance(Duration.ofMillis(after));
        answers.get(answers.size() - 1)
                .complete(reply ? ProbeResult.reply(Duration.ofMillis(after)) : ProbeResult.noReply("refused"));

        assertThat(woken).hasValue(wakes);
        assertThat(scheduler.lateAt()).isEqualTo(lateAt.filter(l -> wakes > 0));
        assertThat(settled(scheduler.drain())).hasSize(1);
    }

    @ParameterizedTest(name = "{0} uplinks: {1} at once")
    @CsvSource({"1, 1", "3, 3", "16, 16", "17, 9", "60, 15"})
    void fewUplinksAreAskedAtTheSameTimeAndManyAFewAtATime(int uplinks, int atOnce) {
        var rules = new HashMap<PathId, Rules>();
        var targets = new HashMap<PathId, List<Target>>();
        var paths = new HashMap<PathId, Path>();
        var verdicts = new HashMap<String, PathVerdict>();
        for (int i = 1; i <= uplinks; i++) {
            String name = "u" + i;
            targets.put(Given.id(name), List.of(target("t", this::later)));
            rules.put(Given.id(name), rules(targets.get(Given.id(name)), Duration.ofSeconds(2)));
            paths.put(Given.id(name), Given.path(Given.v4(name, i, 1), Family.IPV4));
            verdicts.put(name, Given.verdict(Health.UP, Reason.of(Reason.Code.OK), Mode.STEADY, 0));
        }
        var scheduler = new ProbeScheduler(rules, targets, ticker, new Random(1), woken::incrementAndGet);

        var asked = new ArrayList<Integer>();
        for (int ms = 0; ms < 3000; ms++) {
            int before = answers.size();
            scheduler.ask(Given.verdicts(verdicts), paths, now());
            asked.add(answers.size() - before);
            ticker.advance(Duration.ofMillis(1));
        }

        assertThat(asked.stream().mapToInt(n -> n).max()).hasValue(atOnce);
        int turns = (uplinks + 15) / 16;
        assertThat(asked.stream().filter(n -> n > 0)).hasSize(3 * turns);
        assertThat(answers).hasSize(3 * uplinks);
    }

    @Test
    void aProbeThatNeverSettlesIsGivenUpAsInconclusiveAndItsLateAnswerIsDropped() {
        ProbeScheduler scheduler = scheduler(this::later);
        ask(scheduler);
        scheduler.drain();

        ticker.advance(Duration.ofMillis(2499));
        assertThat(scheduler.drain()).isEmpty();
        ticker.advance(Duration.ofMillis(1));
        assertThat(scheduler.drain()).singleElement().isInstanceOf(Observation.Inconclusive.class);
        answers.get(0).complete(ProbeResult.reply(Duration.ofSeconds(3)));

        assertThat(scheduler.drain()).isEmpty();
    }

    @Test
    void aProbeThatThrowsIsInconclusiveAndTheOthersAreAsked() {
        ProbeScheduler scheduler = scheduler(
                (path, timeout) -> {
                    throw new IllegalStateException("bent");
                },
                (path, timeout) -> CompletableFuture.completedFuture(ProbeResult.reply(Duration.ofMillis(1))));

        ask(scheduler);

        assertThat(settled(scheduler.drain()))
                .containsExactly(
                        new Observation.Inconclusive(A, 0, 1, "java.lang.IllegalStateException: bent", now()),
                        new Observation.Answered(A, 1, 2, Duration.ofMillis(1), now()));
    }

    @Test
    void aProbeThatFailsLaterIsInconclusive() {
        ProbeScheduler scheduler = scheduler(this::later, this::later);
        ask(scheduler);

        answers.get(0).completeExceptionally(new IllegalStateException("torn"));
        answers.get(1).complete(ProbeResult.inconclusive("no socket"));

        assertThat(settled(scheduler.drain())).hasSize(2).allMatch(o -> o instanceof Observation.Inconclusive);
    }

    @Test
    void aPathThatCannotBeAskedAtAllIsToldOfOnceAndAgainWhenItCan() {
        var told = new ArrayList<String>();
        var result = new AtomicReference<ProbeResult>(ProbeResult.inconclusive("not permitted"));
        Asking asking = (path, timeout) -> CompletableFuture.completedFuture(result.get());
        Asking silent = (path, timeout) -> CompletableFuture.completedFuture(ProbeResult.inconclusive("no program"));
        List<Target> targets = List.of(target("t0", silent), target("t1", asking));
        var scheduler = new ProbeScheduler(
                Map.of(A, rules(targets, Duration.ofSeconds(1))),
                Map.of(A, targets),
                ticker,
                new Random(1),
                woken::incrementAndGet,
                (path, why) -> told.add(path + ": " + why.orElse("again")));

        askFor(scheduler, 4);
        assertThat(told).isEmpty(); // it may pass
        askFor(scheduler, 20);
        assertThat(told).hasSize(1).first().asString().startsWith(A + ": no");
        result.set(ProbeResult.noReply("silence"));
        askFor(scheduler, 20);

        assertThat(told).hasSize(2).last().isEqualTo(A + ": again"); // one target that can be asked is enough

        result.set(ProbeResult.inconclusive("not permitted"));
        askFor(scheduler, 10);
        assertThat(told).hasSize(2); // within a minute it is not told of again
        askFor(scheduler, 60);
        assertThat(told).hasSize(3).last().asString().startsWith(A + ": no");
    }

    private void askFor(ProbeScheduler scheduler, int seconds) {
        for (int i = 0; i < seconds; i++) {
            ask(scheduler);
            scheduler.drain();
            ticker.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPathWithALongTimeoutDoesNotDelayGivingUpOnAnother() {
        PathId slow = Given.id("b");
        Path slowPath = Given.path(Given.v4("b", 1, 1), Family.IPV4);
        List<Target> targets = List.of(target("t", this::later));
        var rules = new java.util.LinkedHashMap<PathId, Rules>();
        rules.put(slow, rules(targets, Duration.ofSeconds(30)));
        rules.put(A, rules(targets, Duration.ofSeconds(1)));
        var scheduler = new ProbeScheduler(
                rules, Map.of(slow, targets, A, targets), ticker, new Random(1), woken::incrementAndGet);
        var confirming = Given.verdict(Health.UP, Reason.of(Reason.Code.OK), Mode.CONFIRM, 0);

        scheduler.ask(Given.verdicts(Map.of("a", confirming, "b", confirming)), Map.of(slow, slowPath, A, PATH), now());
        ticker.advance(Duration.ofSeconds(2));

        assertThat(settled(scheduler.drain()))
                .singleElement()
                .satisfies(
                        o -> assertThat(((Observation.Inconclusive) o).path()).isEqualTo(A));
    }

    @Test
    void aPathWithoutAnAddressIsNotAsked() {
        ProbeScheduler scheduler = scheduler(this::later);

        assertThat(scheduler.ask(CONFIRMING, Map.of(), now())).isEmpty();
        assertThat(answers).isEmpty();
    }

    @Test
    void theBytesOfQuestionsAndAnswersAreCountedAndOthersAreNot() {
        ProbeScheduler scheduler = scheduler(this::later, this::later);

        ask(scheduler);
        answers.get(0).complete(ProbeResult.reply(Duration.ofMillis(7)));
        answers.get(1).complete(ProbeResult.noReply("silence"));
        scheduler.drain();

        ProbeTraffic traffic = scheduler.traffic(A).orElseThrow();
        assertThat(traffic.sent()).isEqualTo(2 * 84);
        assertThat(traffic.received()).isEqualTo(84);
        assertThat(scheduler.traffic(Given.id("z"))).isEmpty();
    }

    @Test
    void theEngineIsToldWhenToComeBack() {
        ProbeScheduler scheduler = scheduler(this::later);

        assertThat(scheduler.ask(CONFIRMING, Map.of(A, PATH), now())).contains(now().plus(Duration.ofMillis(50)));
    }

    /** A whole night in which the engine did not run, on the model network. */
    @Test
    void afterASuspendThereIsNoBurst() {
        var net = new ModelNetwork(5, ModelNetwork.rules(2, Duration.ofSeconds(10)), "a", "b");
        net.run(Duration.ofSeconds(30));
        net.stall(Duration.ofHours(8));
        net.packets.clear();

        net.run(Duration.ofSeconds(10));

        assertThat(net.packets.values()).allSatisfy(n -> assertThat(n).isLessThan(16L));
    }
}
