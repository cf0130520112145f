// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BackendWorkerTest {
    private final FakeBackend backend = new FakeBackend();
    private final List<ApplyOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final BackendWorker worker = new BackendWorker("paper", backend, Ticker.SYSTEM, outcomes::add);

    @BeforeEach
    void start() {
        worker.start(List.of());
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private static RouteException refusal() {
        return new RouteException(RouteException.Reason.CONFLICT, "table 200 is taken");
    }

    private static ApplyOutcome get(java.util.concurrent.Future<ApplyOutcome> outcome) throws Exception {
        return outcome.get(30, TimeUnit.SECONDS);
    }

    @Test
    void onlyTheNewestPlanCounts() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        backend.fate = plan -> {
            begun.countDown();
            goOn.await();
        };
        worker.submit(Plans.of("ab", "a"));
        begun.await();

        worker.submit(Plans.of("ab", "b"));
        var last = worker.submitAndTell(Plans.of("ab", "ab"));
        goOn.countDown();

        assertThat(get(last).problem()).isEmpty();
        assertThat(backend.applied).startsWith("ab:a", "ab:ab").doesNotContain("ab:b");
    }

    @Test
    void anOutcomeNamesBackendPlanAndProblem() throws Exception {
        backend.fate = plan -> {
            throw refusal();
        };

        ApplyOutcome outcome = get(worker.submitAndTell(Plans.of("a", "a")));

        assertThat(outcome.backend()).isEqualTo("paper");
        assertThat(FakeBackend.word(outcome.plan())).isEqualTo("a:a");
        assertThat(outcome.problem())
                .contains(new ApplyOutcome.Problem(RouteException.Reason.CONFLICT, "table 200 is taken"));
    }

    @Test
    void anOutcomeSaysWhatOthersHadDamagedAlsoIfSomethingIsRefused() throws Exception {
        backend.repaired = Optional.of(new Repair("rule 9", Optional.of("ip")));
        assertThat(get(worker.submitAndTell(Plans.of("a", "a"))).repaired()).isEqualTo(backend.repaired);
        backend.fate = plan -> {
            throw refusal();
        };

        ApplyOutcome outcome = get(worker.submitAndTell(Plans.of("a", "a")));

        assertThat(outcome.problem()).isPresent();
        assertThat(outcome.repaired()).isEqualTo(backend.repaired);
    }

    @Test
    void aFailureIsTriedAgainWithGrowingPauses() {
        backend.fate = plan -> {
            if (backend.applied.size() < 3) {
                throw refusal();
            }
        };

        worker.submit(Plans.of("a", "a"));
        Await.until("third try", () -> outcomes.size() >= 3);

        assertThat(outcomes.get(2).problem()).isEmpty();
        assertThat(between(0, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        assertThat(between(1, 2)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    private Duration between(int one, int other) {
        return Duration.ofNanos(backend.times.get(other) - backend.times.get(one));
    }

    @Test
    void aNewPlanNeedNotWaitForARetry() throws Exception {
        backend.fate = plan -> {
            if (FakeBackend.word(plan).equals("ab:a")) {
                throw refusal();
            }
        };
        get(worker.submitAndTell(Plans.of("ab", "a")));

        ApplyOutcome outcome = get(worker.submitAndTell(Plans.of("ab", "b")));

        assertThat(outcome.problem()).isEmpty();
        assertThat(backend.applied).containsSubsequence("ab:a", "ab:b");
    }

    @Test
    void aBackendThatBreaksDownIsAFailureAndNoEnd() throws Exception {
        backend.fate = plan -> {
            throw new IllegalStateException("torn");
        };
        ApplyOutcome broken = get(worker.submitAndTell(Plans.of("a", "a")));
        backend.fate = plan -> {};

        ApplyOutcome fine = get(worker.submitAndTell(Plans.of("a", "a")));

        assertThat(broken.problem().orElseThrow().text()).contains("torn");
        assertThat(fine.problem()).isEmpty();
    }

    @Test
    void whatOthersDamageIsAppliedAgain() throws Exception {
        get(worker.submitAndTell(Plans.of("a", "a")));
        int before = backend.applied.size();

        backend.disturb.run();

        Await.until("repair", () -> backend.applied.size() > before);
        assertThat(backend.applied).containsOnly("a:a");
    }

    @Test
    void beforeTheFirstPlanThereIsNothingToRepair() throws Exception {
        Await.until("watching", () -> backend.disturb != null);
        worker.disturbed();

        get(worker.submitAndTell(Plans.of("a", "a")));

        assertThat(backend.applied).containsOnly("a:a");
    }

    @Test
    void aTugOfWarIsBackedOutOfAndToldOnceButNewPlansStillPass() throws Exception {
        try (var log = new LogLines()) {
            backend.fate = plan -> worker.disturbed(); // somebody undoes it at once
            worker.submit(Plans.of("ab", "a"));
            Await.until("warning", () -> log.lines().stream().anyMatch(l -> l.contains("within a minute")));

            ApplyOutcome outcome = get(worker.submitAndTell(Plans.of("ab", "b")));

            assertThat(outcome.problem()).isEmpty();
            assertThat(backend.applied).hasSizeLessThan(50);
            assertThat(log.lines()).filteredOn(l -> l.startsWith("WARN")).hasSize(1);
        }
    }

    @Test
    void closingInterruptsABackendAtWorkAndClosesIt() throws Exception {
        var begun = new CountDownLatch(1);
        backend.fate = plan -> {
            begun.countDown();
            new CountDownLatch(1).await();
        };
        worker.submit(Plans.of("a", "a"));
        begun.await();

        worker.close();

        assertThat(backend.closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBackendThatSwallowsTheInterruptAppliesNothingAfterTheEnd() throws Exception {
        var begun = new CountDownLatch(1);
        backend.fate = plan -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                worker.submit(Plans.of("a", ""));
            }
        };
        worker.submit(Plans.of("a", "a"));
        begun.await();

        worker.close();

        assertThat(backend.closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(backend.applied).containsExactly("a:a");
    }
}
